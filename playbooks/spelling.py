"""How values of a program are written down: in one line, and as the files write them."""

import dataclasses
import re
from collections.abc import Mapping
from enum import Enum
from typing import assert_never

from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Guard,
    Has,
    Not,
    OfferOpen,
    RoleIs,
    SlotCompares,
    SlotIs,
    Ticked,
    Visits,
)
from dialogs.program import (
    AnswerOffer,
    ChangeTemperature,
    CheckRestatement,
    ClearSlot,
    Flag,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    ReachAgreement,
    SetSlot,
    StateDemand,
)
from dialogs.texts import Bilingual

NOTHING = "—"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def spelt(value: object) -> str:
    """Return a guard, an effect or a setting in one line."""
    match value:
        case None | ():
            return NOTHING
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case tuple() | list() | frozenset():
            return ", ".join(map(spelt, value))
        case Mapping():
            return ", ".join(f"{key}: {spelt(inner)}" for key, inner in value.items())
        case Bilingual(zh, en):
            return f"{zh} / {en}"
        case _ if isinstance(value, Guard):
            return condition(value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _effect(value) or _named(value)
        case _:
            return str(value)


def condition(guard: Guard) -> str:
    """Return a guard as trainers write it after ``when``."""
    match guard:
        case SlotIs(name, value):
            return f"{name} is {value}"
        case Not(SlotIs(name, value)):
            return f"{name} is not {value}"
        case SlotCompares(name, how, number):
            return f"{name} {how} {number}"
        case Compares(what, how, number):
            return f"{what} {how} {number}"
        case Visits(step, how, number):
            return f"visits({step}) {how} {number}"
        case RoleIs(role):
            return f"role is {role}"
        case Has(what):
            return f"has({what})"
        case OfferOpen(place):
            return f"offer_open({place})"
        case Ticked(item):
            return f"ticked({item})"
        case Not(inner):
            return f"not {_bracketed(inner, AllOf, AnyOf)}"
        case AllOf(guards):
            return " and ".join(_bracketed(each, AnyOf) for each in guards)
        case AnyOf(guards):
            return " or ".join(map(condition, guards))
        case _:
            assert_never(guard)


def _bracketed(guard: Guard, *looser: type) -> str:
    """Return a guard within another one; what binds less stands in brackets."""
    return f"({condition(guard)})" if isinstance(guard, looser) else condition(guard)


def _effect(value: object) -> str | None:
    """Return what a choice writes down, as in ``does``; none for anything else."""
    match value:
        case SetSlot(name, slot_value):
            return f"set: {{{name}: {slot_value}}}"
        case ClearSlot(name):
            return f"clear: {name}"
        case ChangeTemperature(number, is_step):
            return f"temperature: {number:+d}" if is_step else f"temperature: {number}"
        case Flag():
            return "flag: true"
        case CheckRestatement(confirmed):
            return f"restated: {spelt(confirmed)}"
        case StateDemand(kind):
            return f"demand: {kind}"
        case NoteEntitlement(entitlement):
            return f"owed: {entitlement}"
        case MakeOffers():
            return "make_offers: true"
        case AnswerOffer(place, answer):
            return f"answer: {{offer: {place}, is: {answer}}}"
        case MakePromise(kind, owner, due):
            return f"promise: {{what: {kind}, owner: {owner}, due: {due}}}"
        case ReachAgreement():
            return "agreed: true"
        case _:
            return None


def _named(value: object) -> str:
    """Return what has no form of its own: its name, and what it holds."""
    held = [getattr(value, name) for name in getattr(value, "__slots__", ())]
    name = _HUMP.sub(" ", type(value).__name__).lower()
    return f"{name}({', '.join(map(spelt, held))})" if held else name
