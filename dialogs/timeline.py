"""A call as a supervisor reads it: clock times, seconds in each step, what was shown and what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    CarriedOver,
    ChoiceMade,
    CrisisDeclared,
    Event,
    HelpAsked,
    Jumped,
    MomentFlagged,
    SessionEnded,
    SessionEvent,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    TemperatureTaken,
    WentBack,
    Whispered,
    WordsNoted,
)
from dialogs.evolve import evolve
from dialogs.ids import PersonId, Revision
from dialogs.placeholders import fill
from dialogs.ports import SessionStatus
from dialogs.program import Program
from dialogs.state import SessionState
from dialogs.texts import Phrase, Text
from dialogs.transcript import line
from dialogs.variants import line_of

_BESIDE = (TemperatureTaken, WordsNoted, MomentFlagged, HelpAsked, CrisisDeclared, Whispered)
"""What people do beside the line that they see, which changes nothing of where the call stands."""
_MOVES = (ChoiceMade, AnswerGiven, WentBack, Jumped, CarriedOver)


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
    stood: Text | None = None
    """The line that stood on the card, on the first entry that was made beside it."""
    stood_since: datetime | None = None
    """When it came to stand there."""
    line_told: bool = False
    """Whether an entry before this one, which left the step, tells the line already."""
    asks_help: bool = False
    """Whether help was called for, or a crisis declared."""
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
    owners: tuple[PersonId, ...] = ()
    """Who had the call, one after the other."""


def trace(
    program: Program, events: Sequence[Event], recalled: Mapping[Revision, Program] | None = None
) -> Timeline:
    """Return the timeline of a session's events, which ended on ``program``.

    ``recalled`` are the programs that the call was led out of, by their revisions: what they showed is told
    in their words.

    Raises:
        LogDoesNotFoldError: the events are not those of one session.
    """
    state, entries, undone = SessionState(), list[Entry](), set[int]()
    told, owners = False, list[PersonId]()
    clock, ended, newest = _StepClock(), 0, program
    for version, event in enumerate(events, start=1):
        if not isinstance(event, SessionEvent):
            msg = f"event {version} is not an event of a session"
            raise LogDoesNotFoldError(msg)
        program = (recalled or {}).get(state.revision, newest)
        leaves = _leaves_step(event)
        seconds = clock.pass_to(event)
        after = evolve(state, event)
        beside = not told and _is_beside(event, entries)
        if after.agent not in owners[-1:]:
            owners.append(after.agent)
        entries.append(
            Entry(
                version=version,
                at=event.at,
                by=event.by,
                text=line(program, state, event),
                shown=_shown(program, state) if leaves else None,
                seconds=seconds if leaves else None,
                stood=_shown(program, state) if beside else None,
                stood_since=state.stands_since if beside else None,
                line_told=leaves and told,
                asks_help=isinstance(event, HelpAsked | CrisisDeclared),
                temperature=after.temperature,
                clock_went_back=bool(entries) and event.at < entries[-1].at,
            )
        )
        told = not leaves and (told or beside)
        ended = version if isinstance(event, SessionEnded) else ended
        undone |= _taken_back(state, event, ended)
        state = after
    marked = tuple(replace(entry, undone=entry.version in undone) for entry in entries)
    return Timeline(state, marked, clock.lasted, tuple(owners))


def _is_beside(event: SessionEvent, before: Sequence[Entry]) -> bool:
    """Tell whether this was done while a line stood there, not in the very tap that led to it."""
    return isinstance(event, _BESIDE) and bool(before) and event.at > before[-1].at


def _shown(program: Program, state: SessionState) -> Text:
    return fill(program, state, line_of(program.steps[state.walk.step], state.session, state.channel))


def _leaves_step(event: SessionEvent) -> bool:
    if isinstance(event, AnswerChanged):
        return event.target is not None
    return isinstance(event, _MOVES) or (isinstance(event, SessionEnded) and not event.by_move)


def _taken_back(before: SessionState, event: SessionEvent, ended: int) -> set[int]:
    """Return the versions that ``event`` takes back: a move, what the walk recorded since it, an end."""
    if not isinstance(event, WentBack | SessionReopened):
        return set()
    end = {ended} if before.status is SessionStatus.ENDED else set[int]()
    if isinstance(event, SessionReopened):
        return end
    kept = {entry.version for entry in before.path[-1].before.entries}
    recorded = {entry.version for entry in before.walk.entries}
    return end | {event.undoes} | (recorded - kept)


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
