"""Which chat and which message a call means, and whether the bot may touch them."""

from bot.playground.errors import bad_request, forbidden
from bot.playground.message_table import StoredMessage
from bot.playground.parameters import Parameters
from bot.playground.people import GROUP, person_by_id
from bot.playground.world import World


def chat_id_of(world: World, call: Parameters) -> int:
    """Return the call's chat; raises ApiError when it is unknown, never started or blocked."""
    named = call.text("chat_id")
    if not named:
        raise bad_request("chat_id is empty")
    chat_id = call.integer("chat_id")
    if chat_id == GROUP:
        return chat_id
    if person_by_id(chat_id) is None:
        raise bad_request("chat not found")
    if world.has_blocked(chat_id):
        raise forbidden("bot was blocked by the user")
    if not world.has_started(chat_id):
        raise forbidden("bot can't initiate conversation with a user")
    return chat_id


def stored_message(world: World, call: Parameters, thing: str) -> StoredMessage:
    """Return the call's message; raises ApiError `<thing> not found`."""
    chat_id = chat_id_of(world, call)
    message = world.store.messages.get(chat_id, call.integer("message_id"))
    if message is None:
        raise bad_request(f"{thing} not found")
    return message


def bot_message(world: World, call: Parameters) -> StoredMessage:
    """Return the message that the call wants to edit; raises ApiError when it is not the bot's own."""
    if not call.text("chat_id") and call.integer("message_id") == 0:
        raise bad_request("message identifier is not specified")
    message = stored_message(world, call, "message to edit")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message
