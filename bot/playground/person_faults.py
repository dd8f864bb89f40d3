"""What a person on the page, or a test, says about the faults: /chat/faults."""

from bot.playground.errors import PersonError
from bot.playground.faults import MOST_RETRY_AFTER, FaultKind, FaultPlan
from bot.playground.json_values import JsonObject
from bot.playground.wishes import Wish
from bot.playground.world import World

_KINDS = ", ".join(FaultKind)


def faults(world: World, wish: Wish) -> JsonObject:
    """Return the plan, None when there is none, the counts of all kinds, and the seconds left of floods."""
    del wish
    return world.strikes.as_json(world.clock())


def set_faults(world: World, wish: Wish) -> JsonObject:
    """Follow a new plan, or flood one chat when `flood_seconds` is named; returns what `faults` does."""
    if "flood_seconds" in wish.fields:
        _flood(world, wish)
    else:
        plan = _plan(wish)
        world.strikes.follow(plan if plan.share else None)
    world.store.count("version")
    return faults(world, wish)


def _flood(world: World, wish: Wish) -> None:
    chat_id, seconds = wish.chat_id(), wish.integer("flood_seconds")
    if not 0 <= seconds <= MOST_RETRY_AFTER:
        raise PersonError(f"flood_seconds is 0 to {MOST_RETRY_AFTER}")
    world.strikes.flood(chat_id, seconds, world.clock())


def _plan(wish: Wish) -> FaultPlan:
    try:
        return FaultPlan(
            wish.integer("seed", 1),
            wish.number("share"),
            _kinds(wish),
            wish.integer("retry_after", 1),
            wish.number("slow_seconds", 30.0),
        )
    except ValueError as wrong:
        raise PersonError(str(wrong)) from None


def _kinds(wish: Wish) -> frozenset[FaultKind]:
    named = wish.fields.get("kinds", list(FaultKind))
    if not isinstance(named, list) or not all(kind in list(FaultKind) for kind in named):
        raise PersonError(f"kinds is a list of these: {_KINDS}")
    return frozenset(FaultKind(str(kind)) for kind in named)
