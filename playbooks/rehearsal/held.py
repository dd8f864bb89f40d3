"""What the slots of a walk hold, as a rehearsal writes it."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from dialogs.amounts import written_out
from dialogs.events import Given
from dialogs.money import Money
from dialogs.sealed import Sealed
from dialogs.state import SessionState


def held_in(state: SessionState) -> Mapping[str, str]:
    """Return slot → the id of its value, its number, the words, ``1200.50 CNY``, or ``2026-11-28``."""
    return {**state.walk.slots, **{name: _told(given) for name, given in state.walk.given.items()}}


def _told(given: Given) -> str:
    match given:
        case Sealed():
            return given.reveal()
        case Money():
            return written_out(given)
        case date():
            return given.isoformat()
        case _:
            assert_never(given)
