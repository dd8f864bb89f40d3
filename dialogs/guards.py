"""The conditions under which a choice is open: a closed expression tree, never eval.

Trainers write them as text (``playbooks.expressions``); what that compiles to is this tree.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from dialogs.ids import ItemId, StepId
from dialogs.roles import Role

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
    FLAG = "flag"


class Figure(StrEnum):
    """What a guard can count or measure."""

    TEMPERATURE = "temperature"
    """The last temperature tapped, 1 to 5; none yet counts as 1."""
    MINUTES = "minutes"
    """Whole minutes of the call, pauses left out."""
    REFUSALS = "refusals"
    """Offers that the customer declined so far."""
    OPTIONS = "options"
    """Options picked; none as long as one of them needs a tick of compliance."""
    TICKED = "ticked"
    """Things ticked at the step where the walk stands."""


class How(StrEnum):
    """How two numbers can stand to each other."""

    IS = "="
    IS_NOT = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Moment:
    """What a guard reads beside the call itself: who looks or taps, and how long the call has lasted then."""

    role: Role = Role.STAFF
    minutes: int = 0
    """Whole minutes, pauses left out."""


@dataclass(frozen=True, slots=True)
class SlotIs:
    """The slot ``name`` holds ``value``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SlotCompares:
    """The slot ``name`` holds a whole number that compares so; one that holds none compares with nothing."""

    name: str
    how: How
    number: int


@dataclass(frozen=True, slots=True)
class Compares:
    """A figure of the call compares so."""

    what: Figure
    how: How
    number: int


@dataclass(frozen=True, slots=True)
class Visits:
    """How often the walk stood at ``step`` before now compares so; where it stands now does not count."""

    step: StepId
    how: How
    number: int


@dataclass(frozen=True, slots=True)
class RoleIs:
    """Whoever looks or taps has this role."""

    role: Role


@dataclass(frozen=True, slots=True)
class Has:
    """The call has recorded at least one of ``what``; a restatement counts once the customer said yes."""

    what: Recorded


@dataclass(frozen=True, slots=True)
class OfferOpen:
    """There is an offer number ``place`` (from 1) in the latest set that still awaits an answer."""

    place: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """The item is ticked, at whichever step."""

    item: ItemId


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


Question = SlotIs | SlotCompares | Compares | Visits | RoleIs | Has | OfferOpen | Ticked
"""A guard with none within it."""
Guard = Question | Not | AllOf | AnyOf
_COMPARE: Mapping[How, Callable[[int, int], bool]] = {
    How.IS: operator.eq,
    How.IS_NOT: operator.ne,
    How.BELOW: operator.lt,
    How.AT_MOST: operator.le,
    How.ABOVE: operator.gt,
    How.AT_LEAST: operator.ge,
}


def compare(left: int, how: How, right: int) -> bool:
    """Tell whether two numbers stand to each other so."""
    return _COMPARE[how](left, right)


def holds(guard: Guard, state: "SessionState", moment: Moment) -> bool:
    """Tell whether ``guard`` holds in ``state`` at ``moment``; reads nothing else."""
    match guard:
        case SlotIs(name, value):
            return state.walk.slots.get(name) == value
        case SlotCompares(name, how, number):
            held = state.number_in(name)
            return held is not None and compare(held, how, number)
        case Compares(what, how, number):
            return compare(_figure(what, state, moment), how, number)
        case Visits(step, how, number):
            return compare(state.visits(step), how, number)
        case RoleIs(role):
            return moment.role is role
        case Has(what):
            return state.has_recorded(what)
        case OfferOpen(place):
            return any(offer.place == place for offer in state.open_offers)
        case Ticked(item):
            return any(ticked == item for _, ticked in state.walk.ticked)
        case Not(inner):
            return not holds(inner, state, moment)
        case AllOf(guards):
            return all(holds(inner, state, moment) for inner in guards)
        case AnyOf(guards):
            return any(holds(inner, state, moment) for inner in guards)
        case _:
            assert_never(guard)


def _figure(what: Figure, state: "SessionState", moment: Moment) -> int:
    match what:
        case Figure.TEMPERATURE:
            return state.temperature or 1
        case Figure.MINUTES:
            return moment.minutes
        case Figure.REFUSALS:
            return state.refusals
        case Figure.OPTIONS:
            return 0 if state.awaiting_compliance else len(state.walk.picked)
        case Figure.TICKED:
            return sum(step == state.walk.step for step, _ in state.walk.ticked)
