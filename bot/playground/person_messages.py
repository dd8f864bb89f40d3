"""What people write: texts, replies, edits, and stand-ins for photos, voices, stickers and files."""

from bot.playground.entities import finished, units
from bot.playground.errors import PersonError
from bot.playground.json_values import Json, JsonObject
from bot.playground.limits import CAPTION_UNITS, FILE_BYTES, TEXT_UNITS
from bot.playground.message_table import StoredMessage
from bot.playground.parameters import Upload
from bot.playground.people import BOT_USERNAME, GROUP
from bot.playground.wishes import Wish
from bot.playground.world import World


def send(world: World, wish: Wish) -> JsonObject:
    """Send a message of the kind in `kind`, by default a text; returns the Message."""
    person, chat_id = wish.person(), wish.chat_id()
    if chat_id not in (person.id, GROUP):
        raise PersonError("a person writes in their own chat or in the group")
    if chat_id != GROUP and world.has_blocked(person.id):
        raise PersonError("unblock the bot first")
    content = _content(world, wish)
    message_id = world.store.messages.next_id(chat_id)
    body: JsonObject = {
        "message_id": message_id,
        "from": world.user(person),
        "chat": world.chat(chat_id),
        "date": world.seconds() - wish.integer("age", 0),
        **_forwarded(world, wish),
        **_reply(world, wish, chat_id),
        **content,
    }
    world.store.messages.add(chat_id, message_id, body, by_bot=False)
    if chat_id == person.id:
        world.store.set_setting(f"started:{person.id}", "yes")
    if _reaches_bot(chat_id, body):
        world.push("message", body)
    return body


def edit(world: World, wish: Wish) -> JsonObject:
    """Change the text of one's own message; returns the Message."""
    message = _own_message(world, wish)
    text = finished(wish.text("text"), ())
    if "text" not in message.body or not text.text or units(text.text) > TEXT_UNITS:
        raise PersonError("only a text can be edited, into 1 to 4096 UTF-16 units")
    kept = {name: value for name, value in message.body.items() if name not in ("text", "entities")}
    body = kept | text.as_json() | {"edit_date": world.seconds()}
    world.store.messages.replace(message, body)
    if _reaches_bot(message.chat_id, body):
        world.push("edited_message", body)
    return body


def delete(world: World, wish: Wish) -> JsonObject:
    """Delete a message for both sides, of which the bot hears nothing; returns its content."""
    message = world.store.messages.get(wish.chat_id(), wish.integer("message_id"))
    if message is None:
        raise PersonError("there is no such message")
    world.store.messages.delete(message)
    return message.body


def block(world: World, wish: Wish) -> JsonObject:
    """Block the bot, or with `blocked` false unblock it; the bot gets a my_chat_member update."""
    person, blocked = wish.person(), wish.flag("blocked", default=True)
    world.store.set_setting(f"blocked:{person.id}", "yes" if blocked else "")
    world.store.count("version")
    states: list[JsonObject] = [{"status": "member"}, {"status": "kicked", "until_date": 0}]
    before, now = states if blocked else states[::-1]
    change: JsonObject = {
        "chat": world.chat(person.id),
        "from": world.user(person),
        "date": world.seconds(),
        "old_chat_member": {**before, "user": world.bot()},
        "new_chat_member": {**now, "user": world.bot()},
    }
    world.push("my_chat_member", change)
    return change


def _own_message(world: World, wish: Wish) -> StoredMessage:
    message = world.store.messages.get(wish.chat_id(), wish.integer("message_id"))
    sender = message.body.get("from") if message else None
    if message is None or not isinstance(sender, dict) or sender.get("id") != wish.person().id:
        raise PersonError("this person wrote no such message")
    return message


def _content(world: World, wish: Wish) -> JsonObject:
    kind = wish.text("kind", "text")
    if kind == "text":
        text = finished(wish.text("text"), ())
        if not 1 <= units(text.text) <= TEXT_UNITS:
            raise PersonError("a text has 1 to 4096 UTF-16 units")
        return text.as_json()
    caption = finished(wish.text("caption", ""), ())
    if units(caption.text) > CAPTION_UNITS:
        raise PersonError("a caption has at most 1024 UTF-16 units")
    captioned = caption.as_json("caption", "caption_entities") if caption.text else {}
    return {kind: _stub(world, wish, kind), **captioned}


def _stub(world: World, wish: Wish, kind: str) -> Json:
    match kind:
        case "photo":
            return [{**_file(world, "photo.jpg", "image/jpeg"), "width": 90, "height": 60}]
        case "voice":
            return {**_file(world, "voice.ogg", "audio/ogg"), "duration": wish.integer("duration", 3)}
        case "sticker":
            shape: JsonObject = {
                "type": "regular",
                "width": 512,
                "height": 512,
                "emoji": wish.text("emoji", "🙂"),
            }
            return {
                **_file(world, "sticker.webp", "image/webp"),
                **shape,
                "is_animated": False,
                "is_video": False,
            }
        case "contact":
            return {
                "phone_number": wish.text("phone", "+8610000000000"),
                "first_name": wish.text("name", "示例"),
            }
        case "document":
            name = wish.text("file_name", "note.txt")
            return _file(
                world, name, wish.text("mime", "text/plain"), wish.text("content", "stand-in").encode()
            )
    raise PersonError("kind is one of text, photo, voice, sticker, contact, document")


def _file(world: World, name: str, mime: str, content: bytes = b"stand-in") -> JsonObject:
    if len(content) > FILE_BYTES:
        raise PersonError("a file has at most 1 MB")
    file_id = world.store.keep_file(Upload(name, mime, content))
    return {
        "file_id": file_id,
        "file_unique_id": file_id.removeprefix("PLAYGROUND-"),
        "file_size": len(content),
        "file_name": name,
        "mime_type": mime,
    }


def _forwarded(world: World, wish: Wish) -> JsonObject:
    """Return where a forwarded message came from: the field `forwarded_from` holds a name."""
    name = wish.text("forwarded_from", "")
    origin: JsonObject = {"type": "hidden_user", "sender_user_name": name, "date": world.seconds()}
    return {"forward_origin": origin} if name else {}


def _reply(world: World, wish: Wish, chat_id: int) -> JsonObject:
    wanted = wish.integer("reply_to", 0)
    if wanted == 0:
        return {}
    message = world.store.messages.get(chat_id, wanted)
    if message is None:
        raise PersonError("there is no message to reply to")
    quoted = {name: value for name, value in message.body.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def _reaches_bot(chat_id: int, body: JsonObject) -> bool:
    """Tell whether the bot sees a message: in a group only commands, mentions and replies to it."""
    if chat_id != GROUP:
        return True
    text = str(body.get("text", body.get("caption", "")))
    replied = body.get("reply_to_message")
    sender = replied.get("from") if isinstance(replied, dict) else None
    to_bot = isinstance(sender, dict) and sender.get("is_bot") is True
    return to_bot or text.startswith("/") or f"@{BOT_USERNAME}" in text
