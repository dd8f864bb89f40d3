"""A call as a supervisor reads it: clock times, seconds in each step, what was shown and what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    AnswerChanged,
    ChoiceMade,
    Event,
    Jumped,
    SessionEnded,
    SessionEvent,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    WentBack,
    WordsNoted,
)
from dialogs.evolve import evolve
from dialogs.ids import PersonId
from dialogs.placeholders import fill
from dialogs.ports import SessionStatus
from dialogs.program import Program
from dialogs.state import SessionState
from dialogs.texts import Phrase, Text
from dialogs.transcript import line

_MOVES = (ChoiceMade, WentBack, Jumped)
_BESIDE = (WordsNoted,)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline."""

    version: int
    at: datetime
    by: PersonId
    text: Phrase
    shown: Text | None = None
    """The line that the card showed, on an entry that left a step."""
    seconds: int | None = None
    """How long the call stood on the step that this entry left, pauses taken out; never negative."""
    undone: bool = False
    temperature: int | None = None
    """The temperature after this entry."""
    clock_went_back: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """A call from its first tap to its last."""

    state: SessionState
    entries: tuple[Entry, ...]
    lasted: timedelta
    """From the first event to the end or the latest event, pauses taken out."""


def trace(program: Program, events: Sequence[Event]) -> Timeline:
    """Return the timeline of a session's events.

    Raises:
        LogDoesNotFoldError: the events are not those of one session.
    """
    undone = _undone(events)
    state, entries = SessionState(), list[Entry]()
    clock = _StepClock()
    for version, event in enumerate(events, start=1):
        if not isinstance(event, SessionEvent):
            msg = f"event {version} is not an event of a session"
            raise LogDoesNotFoldError(msg)
        leaves = _leaves_step(event)
        seconds = clock.pass_to(event)
        after = evolve(state, event)
        entries.append(
            Entry(
                version=version,
                at=event.at,
                by=event.by,
                text=line(program, state, event),
                shown=fill(program, state, program.steps[state.walk.step].say) if leaves else None,
                seconds=seconds if leaves else None,
                undone=version in undone,
                temperature=after.temperature,
                clock_went_back=bool(entries) and event.at < entries[-1].at,
            )
        )
        state = after
    return Timeline(state, tuple(entries), clock.lasted)


def _leaves_step(event: SessionEvent) -> bool:
    if isinstance(event, AnswerChanged):
        return event.target is not None
    return isinstance(event, _MOVES) or (isinstance(event, SessionEnded) and not event.by_move)


def _undone(events: Sequence[Event]) -> frozenset[int]:
    """Return the versions that were taken back: each undone move, and what it recorded in the same breath."""
    gone: set[int] = set()
    for version, event in enumerate(events, start=1):
        if not isinstance(event, WentBack):
            continue
        gone.add(event.undoes)
        move = events[event.undoes - 1]
        for later in range(event.undoes + 1, version):
            recorded = events[later - 1]
            if recorded.at != move.at or isinstance(recorded, (*_MOVES, *_BESIDE)):
                break
            gone.add(later)
    return frozenset(gone)


class _StepClock:
    """Adds up how long the call stood on a step; the clock may go back, durations never do."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._status = SessionStatus.LIVE
        self._on_step = timedelta()
        self.lasted = timedelta()

    def pass_to(self, event: SessionEvent) -> int:
        """Move to ``event`` and return the seconds on the step so far; a move starts the next at zero."""
        if self._last is not None and self._status is SessionStatus.LIVE:
            gone = max(event.at - self._last, timedelta())
            self._on_step += gone
            self.lasted += gone
        self._last = event.at
        seconds = round(self._on_step.total_seconds())
        match event:
            case SessionPaused():
                self._status = SessionStatus.PAUSED
            case SessionEnded():
                self._status = SessionStatus.ENDED
            case SessionResumed() | SessionOpened() | SessionReopened() | WentBack():
                self._status = SessionStatus.LIVE
            case _:
                pass
        if _leaves_step(event):
            self._on_step = timedelta()
        return seconds
