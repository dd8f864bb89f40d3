"""The conditions under which a choice is open: a closed expression tree, never eval.

A later format may write them as text; what it compiles to stays this tree.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from dialogs.state import SessionState


class Recorded(StrEnum):
    """Things of which a guard can ask whether the call has recorded any."""

    FACT = "fact"
    FEELING = "feeling"
    DEMAND = "demand"
    ENTITLEMENT = "entitlement"
    OFFER = "offer"
    RESTATEMENT = "restatement"
    AGREEMENT = "agreement"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class SlotIs:
    """The slot ``name`` holds ``value``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TemperatureAtMost:
    """The last temperature tapped (none yet counts as 1) is at most ``level``, 1 to 5."""

    level: int


@dataclass(frozen=True, slots=True)
class Has:
    """The call has recorded at least one of ``what``; a restatement counts once the customer said yes."""

    what: Recorded


@dataclass(frozen=True, slots=True)
class OptionsPicked:
    """At least ``least`` options are picked, and each that needs compliance has its tick."""

    least: int


@dataclass(frozen=True, slots=True)
class OfferOpen:
    """There is an offer number ``place`` (from 1) in the latest set that still awaits an answer."""

    place: int


@dataclass(frozen=True, slots=True)
class Not:
    """The guard does not hold."""

    guard: "Guard"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every guard holds."""

    guards: tuple["Guard", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one guard holds."""

    guards: tuple["Guard", ...]


Guard = SlotIs | TemperatureAtMost | Has | OptionsPicked | OfferOpen | Not | AllOf | AnyOf


def holds(guard: Guard, state: "SessionState") -> bool:
    """Tell whether ``guard`` holds in ``state``; reads nothing else."""
    match guard:
        case SlotIs(name, value):
            return state.walk.slots.get(name) == value
        case TemperatureAtMost(level):
            return (state.temperature or 1) <= level
        case Has(what):
            return state.has_recorded(what)
        case OptionsPicked(least):
            return len(state.walk.picked) >= least and not state.awaiting_compliance
        case OfferOpen(place):
            return any(offer.place == place for offer in state.open_offers)
        case Not(inner):
            return not holds(inner, state)
        case AllOf(guards):
            return all(holds(inner, state) for inner in guards)
        case AnyOf(guards):
            return any(holds(inner, state) for inner in guards)
        case _:
            assert_never(guard)
