"""Whom calls for help reached and whom they missed: a fold of the events that say so."""

from msgspec import Struct
from msgspec.structs import replace

from dialogs.events import CallReached, ReachEvent
from dialogs.ids import PersonId


class Reach(Struct, frozen=True, gc=False):
    """How one call for help fared, for as far as it missed somebody."""

    asked: int
    """Version of the event that called."""
    missed: tuple[tuple[PersonId, str], ...] = ()
    reached: tuple[tuple[PersonId, str], ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether it missed somebody and reached none."""
        return bool(self.missed) and not self.reached

    def misses(self, person: PersonId) -> bool:
        """Tell whether the message for ``person`` came nowhere."""
        return any(each == person for each, _ in self.missed)


def after(reaches: tuple[Reach, ...], event: ReachEvent) -> tuple[Reach, ...]:
    """Return how calls fared after ``event``."""
    known = next((each for each in reaches if each.asked == event.asked), Reach(event.asked))
    one = (event.person, event.name)
    missed = tuple(each for each in known.missed if each != one)
    reached = tuple(each for each in known.reached if each != one)
    now = (
        replace(known, missed=missed, reached=(*reached, one))
        if isinstance(event, CallReached)
        else replace(known, missed=(*missed, one), reached=reached)
    )
    return (*(each for each in reaches if each.asked != event.asked), now)
