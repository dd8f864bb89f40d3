"""getUpdates: the long poll that brings a bot what happened, in order, until it says that it has it."""

import asyncio

from bot.playground.errors import ApiError
from bot.playground.json_values import Json, JsonObject
from bot.playground.limits import HELD_BACK, LONG_POLL_SECONDS, UPDATES_AT_ONCE
from bot.playground.methods_webhook import remember_allowed_updates
from bot.playground.parameters import Parameters
from bot.playground.world import World

_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, call: Parameters) -> Json:
    """Return the waiting updates from `offset` on, sleeping up to `timeout` seconds when there are none.

    A call ends the one that is still waiting with 409 Conflict. When the server closes, a waiting call
    answers at once with what there is. Updates leave the queue only when a later call confirms them by its
    offset.
    """
    poller = world.hub.new_poller()
    _begin(world, call)
    limit = min(max(call.integer("limit", UPDATES_AT_ONCE), 1), UPDATES_AT_ONCE)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + min(max(call.integer("timeout"), 0), LONG_POLL_SECONDS)
    while True:
        if not world.hub.is_polling(poller):
            raise ApiError(409, _OTHER_POLLER)
        if world.store.setting("webhook"):
            raise ApiError(409, "terminated by setWebhook request")
        waiting = _show(world, limit)
        left = deadline - loop.time()
        if waiting or left <= 0 or world.hub.closing:
            return waiting
        held = world.store.held.size() > 0 or world.store.pending.late()
        await world.hub.wait(min(left, HELD_BACK.total_seconds()) if held else left)


def _begin(world: World, call: Parameters) -> None:
    if world.store.setting("webhook"):
        raise ApiError(409, _WEBHOOK_ACTIVE)
    with world.store.transaction():
        remember_allowed_updates(world, call)
        world.store.pending.drop_old(world.clock())
        world.store.pending.confirm(call.integer("offset"), world.clock())


def _show(world: World, limit: int) -> list[JsonObject]:
    with world.store.transaction():
        world.store.held.release(world.clock())
        return world.store.pending.show(limit, world.clock())
