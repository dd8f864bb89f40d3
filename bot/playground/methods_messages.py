"""The methods that send, edit and delete messages."""

from datetime import timedelta

from bot.playground.addressing import bot_message, chat_id_of, stored_message
from bot.playground.entities import FormattedText, finished, units
from bot.playground.errors import bad_request
from bot.playground.html_text import parse_html
from bot.playground.json_values import Json, JsonObject
from bot.playground.keyboards import read_keyboard
from bot.playground.limits import (
    CAPTION_UNITS,
    DELETE_LIFETIME,
    DELETED_AT_ONCE,
    FILE_BYTES,
    RAW_TEXT_BYTES,
    TEXT_UNITS,
)
from bot.playground.message_table import StoredMessage
from bot.playground.parameters import Parameters, Upload
from bot.playground.world import World

_PARSE_MODES = frozenset({"", "none", "html"})
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def send_message(world: World, call: Parameters) -> Json:
    """Send a text."""
    text = _text(call)
    keyboard = read_keyboard(call)
    chat_id = chat_id_of(world, call)
    return _send(world, call, chat_id, text.as_json(), keyboard)


def send_document(world: World, call: Parameters) -> Json:
    """Send a file of at most 1 MB, or one that is already kept, by its file id."""
    document = _document(world, call)
    caption = _formatted(
        call.text("caption"), call.text("parse_mode"), CAPTION_UNITS, "Message caption is too long"
    )
    keyboard = read_keyboard(call)
    chat_id = chat_id_of(world, call)
    content: JsonObject = {"document": document}
    if caption.text:
        content |= caption.as_json("caption", "caption_entities")
    return _send(world, call, chat_id, content, keyboard)


def edit_message_text(world: World, call: Parameters) -> Json:
    """Give a message of the bot a new text; a missing keyboard takes the old one away."""
    text = _text(call)
    keyboard = read_keyboard(call, inline_only=True)
    message = bot_message(world, call)
    if "text" not in message.body:
        raise bad_request("There is no text in the message to edit")
    return _edit(world, message, text.as_json(), ("text", "entities"), keyboard)


def edit_message_reply_markup(world: World, call: Parameters) -> Json:
    """Give a message of the bot a new keyboard, or none."""
    keyboard = read_keyboard(call, inline_only=True)
    message = bot_message(world, call)
    return _edit(world, message, {}, (), keyboard)


def delete_message(world: World, call: Parameters) -> Json:
    """Delete a message of the bot, or of the person in a private chat, of the last 48 hours."""
    if not call.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if call.integer("message_id") == 0:
        raise bad_request("Message identifier is not specified")
    message = stored_message(world, call, "message to delete")
    if not _can_delete(world, message):
        raise bad_request("message can't be deleted")
    world.store.messages.delete(message)
    return True


def delete_messages(world: World, call: Parameters) -> Json:
    """Delete up to a hundred messages; those that are not there any more are passed over."""
    ids = call.json("message_ids", "message_ids")
    if ids is None:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(ids) > DELETED_AT_ONCE:
        raise bad_request("Too many message identifiers specified")
    chat_id = chat_id_of(world, call)
    found = [world.store.messages.get(chat_id, each) for each in ids if isinstance(each, int)]
    messages = [message for message in found if message is not None]
    if not all(_can_delete(world, message) for message in messages):
        raise bad_request("message can't be deleted")
    for message in messages:
        world.store.messages.delete(message)
    return True


def _text(call: Parameters) -> FormattedText:
    if not call.text("text"):
        raise bad_request("Message text is empty")
    text = _formatted(call.text("text"), call.text("parse_mode"), TEXT_UNITS, "Message is too long")
    if not text.text:
        raise bad_request("Text must be non-empty")
    return text


def _formatted(source: str, parse_mode: str, limit: int, too_long: str) -> FormattedText:
    if len(source.encode()) > RAW_TEXT_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode not in _PARSE_MODES:
        raise bad_request("Unsupported parse_mode")
    formatted = finished(*parse_html(source)) if mode == "html" else finished(source, ())
    if units(formatted.text) > limit:
        raise bad_request(too_long)
    return formatted


def _send(
    world: World, call: Parameters, chat_id: int, content: JsonObject, keyboard: JsonObject | None
) -> JsonObject:
    reply = _reply(world, call, chat_id)
    message_id = world.store.messages.next_id(chat_id)
    body: JsonObject = {
        "message_id": message_id,
        "from": world.bot(),
        "chat": world.chat(chat_id),
        "date": world.seconds(),
        **({"reply_to_message": reply} if reply else {}),
        **content,
        **({"reply_markup": keyboard} if keyboard else {}),
        **({"has_protected_content": True} if call.flag("protect_content") else {}),
    }
    world.store.messages.add(chat_id, message_id, body, by_bot=True)
    world.hub.stop_typing(chat_id)
    return body


def _reply(world: World, call: Parameters, chat_id: int) -> JsonObject | None:
    """Return the message that is replied to, without what that one replied to."""
    wanted = call.json_object("reply_parameters", "reply parameters")
    message_id = wanted.get("message_id", call.integer("reply_to_message_id"))
    if not isinstance(message_id, int) or message_id == 0:
        return None
    message = world.store.messages.get(chat_id, message_id)
    if message is not None:
        return {name: value for name, value in message.body.items() if name != "reply_to_message"}
    if wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _edit(
    world: World,
    message: StoredMessage,
    content: JsonObject,
    replaced: tuple[str, ...],
    keyboard: JsonObject | None,
) -> JsonObject:
    kept = {name: value for name, value in message.body.items() if name not in {*replaced, "reply_markup"}}
    body = kept | content | ({"reply_markup": keyboard} if keyboard else {})
    if body == message.body:
        raise bad_request(_NOT_MODIFIED)
    body["edit_date"] = world.seconds()
    world.store.messages.replace(message, body)
    world.hub.stop_typing(message.chat_id)
    return body


def _can_delete(world: World, message: StoredMessage) -> bool:
    sent = message.body.get("date")
    age = world.seconds() - sent if isinstance(sent, int) else 0
    return timedelta(seconds=age) < DELETE_LIFETIME and (message.by_bot or message.chat_id > 0)


def _document(world: World, call: Parameters) -> JsonObject:
    named = call.text("document")
    upload = call.files.get(named.removeprefix("attach://") or "document") or call.files.get("document")
    file_id = named if upload is None else _kept(world, upload)
    file = world.store.file(file_id)
    if file is None:
        raise bad_request(
            "Wrong file identifier/HTTP URL specified" if named else "There is no document in the request"
        )
    return {
        "file_name": file.name,
        "mime_type": file.mime,
        "file_id": file_id,
        "file_unique_id": file_id.removeprefix("PLAYGROUND-"),
        "file_size": len(file.content),
    }


def _kept(world: World, upload: Upload) -> str:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > FILE_BYTES:
        raise bad_request("file is too big")
    return world.store.keep_file(upload)
