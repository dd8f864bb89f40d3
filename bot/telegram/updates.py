"""From a raw update to what we need of it; whatever is malformed or meant for others comes to none."""

from datetime import UTC, datetime

import msgspec

from bot.telegram.callback_data import decode
from bot.telegram.incoming import Document, Incoming, Other, OtherKind, Quoted, Tap, Words
from dialogs.ids import Cause, PersonId

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_LONGEST_QUERY = 64
_LONGEST_FILE_ID = 256
_KINDS = {
    "photo": OtherKind.PHOTO,
    "voice": OtherKind.VOICE,
    "video_note": OtherKind.VOICE,
    "sticker": OtherKind.STICKER,
    "contact": OtherKind.CONTACT,
    "document": OtherKind.FILE,
    "audio": OtherKind.FILE,
    "video": OtherKind.FILE,
    "animation": OtherKind.FILE,
}
_SERVICE = {
    "pinned_message",
    "message_auto_delete_timer_changed",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "write_access_allowed",
    "chat_background_set",
}
"""Fields of messages that nobody wrote: they want no answer."""


class _Sender(msgspec.Struct):
    id: int
    first_name: str
    is_bot: bool = False
    last_name: str = ""
    language_code: str = ""


class _Chat(msgspec.Struct):
    id: int
    type: str


class _Quoted(msgspec.Struct):
    message_id: int
    text: str | None = None


class _File(msgspec.Struct):
    file_id: str
    file_name: str = ""
    file_size: int = 0


class _Message(msgspec.Struct):
    message_id: int
    date: int
    chat: _Chat
    sender: _Sender = msgspec.field(name="from")
    text: str | None = None
    edit_date: int | None = None
    reply_to_message: _Quoted | None = None
    document: _File | None = None


class _Tapped(msgspec.Struct):
    message_id: int
    chat: _Chat
    reply_to_message: _Quoted | None = None


class _Query(msgspec.Struct):
    id: str
    sender: _Sender = msgspec.field(name="from")
    message: _Tapped
    data: str


class _Update(msgspec.Struct):
    update_id: int
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Query | None = None


def update_id(raw: object) -> int | None:
    """Return the id of a raw update, none when it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def read_update(raw: object, bot: int, now: datetime) -> Incoming | None:
    """Return what was sent to the bot with id ``bot``, or none when there is nothing to handle.

    ``now`` (aware UTC) is when the update arrived. Of a tapped message only chat and id are used, so that a
    message which the Bot API calls inaccessible is as good as any; and the text that it answers, if there is
    one. Never raises.
    """
    try:
        update = msgspec.convert(raw, _Update)
        if update.callback_query is not None:
            return _tap(update.callback_query, bot, now)
        message = update.message or update.edited_message
        return _sent(message, raw, bot, now) if message is not None else None
    except (msgspec.ValidationError, ValueError, OverflowError, OSError):
        return None


def _tap(query: _Query, bot: int, now: datetime) -> Incoming | None:
    chat, sender = query.message.chat, query.sender
    known = query.id.isascii() and query.id.isalnum() and len(query.id) <= _LONGEST_QUERY
    if not known or chat.type != "private" or not _is_person(sender):
        return None
    return Tap(
        cause=tap_cause(bot, query.id, query.data),
        person=PersonId(sender.id),
        chat=chat.id,
        message=query.message.message_id,
        name=_name(sender),
        language_code=sender.language_code,
        at=now,
        query=query.id,
        data=query.data,
        quoted=_quoted(query.message.reply_to_message, chat.id, bot),
    )


def _quoted(message: _Quoted | None, chat: int, bot: int) -> Quoted | None:
    if message is None or message.text is None:
        return None
    cause = Cause(f"tg:{bot}:text:{chat}:{message.message_id}:kept")
    return Quoted(message.message_id, message.text, cause)


def tap_cause(bot: int, query: str, said: str) -> Cause:
    """Name what a tap makes us write: by its query, behind the call that its button names.

    Queries come in no order of time; calls do. Causes of one call lie on one page of the index, however long
    the log has become.
    """
    button = decode(said)
    call = f"{button.session}:" if button is not None and button.session else ""
    return Cause(f"tg:{bot}:tap:{call}{query}")


def _sent(message: _Message, raw: object, bot: int, now: datetime) -> Incoming | None:
    private = message.chat.type == "private"
    edited = message.edit_date is not None
    if not _is_person(message.sender) or (edited and (message.text is None or not private)):
        return None
    if message.text is not None and private:
        return _words(message, bot)
    if message.document is not None and private and _is_playbook(message.document):
        return _document(message, message.document, bot, now)
    kind = _kind(message, raw)
    if kind is None:
        return None
    return Other(
        cause=Cause(f"tg:{bot}:text:{message.chat.id}:{message.message_id}"),
        person=PersonId(message.sender.id),
        chat=message.chat.id,
        message=message.message_id,
        name=_name(message.sender),
        language_code=message.sender.language_code,
        at=min(datetime.fromtimestamp(message.date, UTC), now),
        kind=kind,
    )


def _is_playbook(file: _File) -> bool:
    """Tell whether a file is called one; of any other nothing is read."""
    return file.file_name.lower().endswith((".yaml", ".yml")) and len(file.file_id) <= _LONGEST_FILE_ID


def _document(message: _Message, file: _File, bot: int, now: datetime) -> Document:
    return Document(
        cause=Cause(f"tg:{bot}:text:{message.chat.id}:{message.message_id}"),
        person=PersonId(message.sender.id),
        chat=message.chat.id,
        message=message.message_id,
        name=_name(message.sender),
        language_code=message.sender.language_code,
        at=min(datetime.fromtimestamp(message.date, UTC), now),
        file=file.file_id,
        size=file.file_size,
    )


def _words(message: _Message, bot: int) -> Words:
    edit = f":{message.edit_date}" if message.edit_date is not None else ""
    return Words(
        cause=Cause(f"tg:{bot}:text:{message.chat.id}:{message.message_id}{edit}"),
        person=PersonId(message.sender.id),
        chat=message.chat.id,
        message=message.message_id,
        name=_name(message.sender),
        language_code=message.sender.language_code,
        at=datetime.fromtimestamp(message.edit_date or message.date, UTC),
        text=message.text or "",
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        edited=message.edit_date is not None,
    )


def _kind(message: _Message, raw: object) -> OtherKind | None:
    """Return what kind of thing was sent by the names of its fields alone; none for what nobody wrote."""
    content = raw.get("message") if isinstance(raw, dict) else None
    fields = content.keys() if isinstance(content, dict) else set()
    if _SERVICE & fields:
        return None
    if message.chat.type != "private":
        return OtherKind.GROUP if message.chat.type in {"group", "supergroup"} else None
    return next((kind for field, kind in _KINDS.items() if field in fields), OtherKind.UNKNOWN)


def _is_person(sender: _Sender) -> bool:
    return sender.id > 0 and not sender.is_bot


def _name(sender: _Sender) -> str:
    return f"{sender.first_name} {sender.last_name}".strip()
