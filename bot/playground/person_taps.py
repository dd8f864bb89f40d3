"""Taps on inline buttons: the honest kind that the page makes, and the odd kinds that the world also makes.

An honest tap is only possible on a button that stands on the message now. The others are for tests: a
forged tap carries any data, a stale one what an older version of the message showed, a repeated one comes a
second time, a foreign one is made by somebody else.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.playground.errors import PersonError
from bot.playground.json_values import JsonObject
from bot.playground.keyboards import buttons
from bot.playground.limits import CALLBACK_DATA_BYTES
from bot.playground.people import GROUP
from bot.playground.taps import Tap
from bot.playground.wishes import Wish
from bot.playground.world import World

_CHAT_INSTANCE = 8_000_000_000_000_000_000


def tap(world: World, wish: Wish) -> JsonObject:
    """Tap a button that stands on a message of one's own chat, or of the group."""
    if wish.chat_id() not in (wish.person().id, GROUP):
        raise PersonError("a person taps in their own chat or in the group")
    message = world.store.messages.get(wish.chat_id(), wish.integer("message_id"))
    return _tap_button(world, wish, message.body if message else None)


def stale(world: World, wish: Wish) -> JsonObject:
    """Tap a button that stood on the message at an older `revision` (1 is the first)."""
    body = world.store.messages.content(wish.chat_id(), wish.integer("message_id"), wish.integer("revision"))
    return _tap_button(world, wish, body)


def foreign(world: World, wish: Wish) -> JsonObject:
    """Tap a button that stands on a message in somebody else's `chat`."""
    if wish.chat_id() == wish.person().id:
        raise PersonError("a foreign tap names the chat of somebody else")
    message = world.store.messages.get(wish.chat_id(), wish.integer("message_id"))
    return _tap_button(world, wish, message.body if message else None)


def forge(world: World, wish: Wish) -> JsonObject:
    """Send any `data` of 1 to 64 bytes as if a button of this message held it; the message need not exist."""
    data = wish.text("data")
    if not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise PersonError("data has 1 to 64 bytes")
    return _record(world, wish, data)


def resend(world: World, wish: Wish) -> JsonObject:
    """Deliver a tap again with a new update id, and with `new_callback_id` also as a new callback query."""
    first = world.store.taps.get(wish.text("callback_id"))
    if first is None:
        raise PersonError("there was no tap with this callback_id")
    if not wish.flag("new_callback_id"):
        world.push("callback_query", first.body)
        return {"callback_id": first.callback_id}
    callback_id = world.store.taps.next_id()
    return _deliver(world, first.again(callback_id, world.clock().timestamp()))


Deed: TypeAlias = Callable[[World, Wish], JsonObject]
TAPS: Mapping[str, Deed] = {"tap": tap, "stale": stale, "foreign": foreign, "forge": forge, "resend": resend}


def _tap_button(world: World, wish: Wish, body: JsonObject | None) -> JsonObject:
    data = wish.text("data")
    if body is None:
        raise PersonError("there is no such message")
    if all(button.get("callback_data") != data for button in buttons(body.get("reply_markup"))):
        raise PersonError("no button of this message holds this data")
    return _record(world, wish, data)


def _record(world: World, wish: Wish, data: str) -> JsonObject:
    person, chat_id, message_id = wish.person(), wish.chat_id(), wish.integer("message_id")
    message = world.store.messages.get(chat_id, message_id)
    gone: JsonObject = {"chat": world.chat(chat_id), "message_id": message_id, "date": 0}
    callback_id = world.store.taps.next_id()
    body: JsonObject = {
        "id": callback_id,
        "from": world.user(person),
        "message": gone if message is None or wish.flag("inaccessible") else message.body,
        "chat_instance": str(_CHAT_INSTANCE + abs(chat_id)),
        "data": data,
    }
    now = world.clock().timestamp()
    return _deliver(world, Tap(callback_id, chat_id, person.id, message_id, data, now, body))


def _deliver(world: World, made: Tap) -> JsonObject:
    world.store.taps.add(made)
    world.push("callback_query", made.body)
    return {"callback_id": made.callback_id}
