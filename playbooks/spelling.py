"""How values of a program are written down: in one line, and as the files write them."""

import dataclasses
import re
from collections.abc import Mapping
from enum import Enum

from dialogs.program import (
    AnswerOffer,
    CheckRestatement,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    ReachAgreement,
    SetSlot,
    StateDemand,
)

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
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _effect(value) or _named(value)
        case _:
            return str(value)


def _effect(value: object) -> str | None:
    """Return what a choice writes down, as in ``does``; none for anything else."""
    match value:
        case SetSlot(name, slot_value):
            return f"set: {{{name}: {slot_value}}}"
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
