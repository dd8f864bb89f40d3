"""The methods that send, edit and delete messages."""

from datetime import timedelta

from bot.playground.addressing import bot_message, chat_id_of, stored_message
from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject
from bot.playground.keyboards import read_keyboard
from bot.playground.limits import DELETE_LIFETIME, DELETED_AT_ONCE
from bot.playground.message_table import StoredMessage
from bot.playground.parameters import Parameters, in_64_bits
from bot.playground.sending import deliver, read_text
from bot.playground.world import World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def send_message(world: World, call: Parameters) -> Json:
    """Send a text."""
    text = read_text(call)
    keyboard = read_keyboard(call)
    chat_id = chat_id_of(world, call)
    return deliver(world, call, chat_id, text.as_json(), keyboard)


def edit_message_text(world: World, call: Parameters) -> Json:
    """Give a message of the bot a new text; a missing keyboard takes the old one away."""
    text = read_text(call)
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
    found = [
        world.store.messages.get(chat_id, in_64_bits("message_ids", each))
        for each in ids
        if isinstance(each, int)
    ]
    messages = [message for message in found if message is not None]
    if not all(_can_delete(world, message) for message in messages):
        raise bad_request("message can't be deleted")
    for message in messages:
        world.store.messages.delete(message)
    return True


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
