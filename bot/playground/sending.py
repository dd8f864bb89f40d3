"""What sending has in common: reading a text with its entities, and putting a message into a chat."""

from bot.playground.entities import FormattedText, finished, units
from bot.playground.errors import bad_request
from bot.playground.html_text import parse_html
from bot.playground.json_values import JsonObject
from bot.playground.limits import RAW_TEXT_BYTES, TEXT_UNITS
from bot.playground.parameters import Parameters, in_64_bits
from bot.playground.world import World

_PARSE_MODES = frozenset({"", "none", "html"})


def read_text(call: Parameters) -> FormattedText:
    """Return the text of a call; raises ApiError when it is empty or too long."""
    if not call.text("text"):
        raise bad_request("Message text is empty")
    text = read_formatted(call.text("text"), call.text("parse_mode"), TEXT_UNITS, "Message is too long")
    if not text.text:
        raise bad_request("Text must be non-empty")
    return text


def read_formatted(source: str, parse_mode: str, limit: int, too_long: str) -> FormattedText:
    """Return a text without its markup; raises ApiError `too_long` above so many UTF-16 units."""
    if len(source.encode()) > RAW_TEXT_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode not in _PARSE_MODES:
        raise bad_request("Unsupported parse_mode")
    formatted = finished(*parse_html(source)) if mode == "html" else finished(source, ())
    if units(formatted.text) > limit:
        raise bad_request(too_long)
    return formatted


def deliver(
    world: World, call: Parameters, chat_id: int, content: JsonObject, keyboard: JsonObject | None
) -> JsonObject:
    """Add a message of the bot to a chat and return it."""
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
    message = world.store.messages.get(chat_id, in_64_bits("message_id", message_id))
    if message is not None:
        return {name: value for name, value in message.body.items() if name != "reply_to_message"}
    if wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")
