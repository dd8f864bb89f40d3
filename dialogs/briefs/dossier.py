"""What a brief is written from, and what each of the calls told the customer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final

from dialogs.case import Case
from dialogs.complaints import ComplaintState, fold_complaint
from dialogs.deadlines import DeadlinePolicy
from dialogs.errors import LogDoesNotFoldError
from dialogs.events import EntitlementNoted, Event, OfferMade, PromiseMade, SessionEvent, WentBack
from dialogs.evolve import evolve
from dialogs.ids import Revision
from dialogs.program import Place, Program, Step
from dialogs.state import Noted, Record, SessionState
from dialogs.texts import Phrase, Text
from dialogs.timeline import Entry, Timeline, trace

HEARD: Final = timedelta(seconds=10)
"""What stood for less was tapped by mistake: a line takes about so long to say."""
_Told = EntitlementNoted | OfferMade | PromiseMade


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something that a call recorded, which its customer heard of."""

    call: "CallFile"
    at: datetime
    what: Record


@dataclass(frozen=True, slots=True)
class Stood:
    """A step at which a call stood, and when it came off it."""

    call: "CallFile"
    at: datetime
    step: Step
    program: Program
    how: Phrase
    """What led off it."""


@dataclass(frozen=True, kw_only=True)
class CallFile:
    """One call of the complaint, as its log has it."""

    number: int
    """Which call of the complaint it is, from 1."""
    program: Program
    events: tuple[Event, ...]
    agent: Text | str
    recalled: Mapping[Revision, Program] = field(default_factory=dict)
    """The programs that it was led out of."""

    @cached_property
    def timeline(self) -> Timeline:
        """Return the call as a supervisor reads it."""
        return trace(self.program, self.events, self.recalled)

    @cached_property
    def states(self) -> tuple[SessionState, ...]:
        """Return where the call stood before each event, and at last after all of them."""
        states = [SessionState()]
        for event in self.events:
            states.append(evolve(states[-1], event))
        return tuple(states)

    @property
    def state(self) -> SessionState:
        """Return where it stands."""
        return self.states[-1]

    @cached_property
    def records(self) -> tuple[Recorded, ...]:
        """Return what it recorded and did not take back, oldest first."""
        found = [
            Recorded(self, self.events[entry.version - 1].at, entry.what)
            for entry in sorted(self.state.walk.entries, key=lambda each: each.version)
            if isinstance(entry.what, Record)
        ]
        return tuple(found)

    @cached_property
    def taken_back(self) -> tuple[Recorded, ...]:
        """Return what it recorded long enough for the customer to hear, and then took back."""
        found: list[Recorded] = []
        for version, event in enumerate(self.events, start=1):
            gone = self._gone_at(version) if isinstance(event, _Told) else None
            if isinstance(event, _Told) and gone is not None and gone - event.at >= HEARD:
                found.append(Recorded(self, event.at, event))
        return tuple(found)

    def _gone_at(self, version: int) -> datetime | None:
        """Return when what event ``version`` recorded left the walk; none while it stands."""
        for later, state in enumerate(self.states[version + 1 :], start=version + 1):
            if all(entry.version != version for entry in state.walk.entries):
                return self.events[later - 1].at
        return None

    @cached_property
    def stood(self) -> tuple[Stood, ...]:
        """Return the steps at which it stood, those left by going back or undone excepted.

        The last counts once the call is over: until then nobody knows whether its line was said.
        """
        found = list(self._left())
        if self.state.ended_at is not None:
            program = self._program(self.state)
            step = program.steps[self.state.walk.step]
            found.append(Stood(self, self.state.ended_at, step, program, self.timeline.entries[-1].text))
        return tuple(found)

    def _left(self) -> Iterator[Stood]:
        for before, event, entry in zip(self.states, self.events, self.timeline.entries, strict=False):
            if entry.shown is None or entry.undone or isinstance(event, WentBack):
                continue
            program = self._program(before)
            yield Stood(self, event.at, program.steps[before.walk.step], program, entry.text)

    def _program(self, state: SessionState) -> Program:
        return self.recalled.get(state.revision, self.program)

    def entry_of(self, version: int) -> Entry:
        """Return the line of the timeline that event ``version`` made."""
        return self.timeline.entries[version - 1]

    def notes(self, *places: Place) -> tuple[tuple[datetime, Noted], ...]:
        """Return the words noted in ``places``, each with its time."""
        return tuple(
            (self.events[note.version - 1].at, note)
            for note in self.state.noted
            if note.place in places and not note.gone
        )

    def __post_init__(self) -> None:
        """Refuse events of another stream.

        Raises:
            LogDoesNotFoldError: one is not an event of a session.
        """
        if not all(isinstance(event, SessionEvent) for event in self.events):
            msg = "a call holds events of a session alone"
            raise LogDoesNotFoldError(msg)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All that a brief may be written from."""

    complaint: tuple[Event, ...]
    """The complaint's own events."""
    calls: tuple[CallFile, ...]
    """Those that may be shown, oldest first."""
    policy: DeadlinePolicy
    zone: tzinfo
    """Where the firm's days begin and end."""
    now: datetime
    withheld: int = 0
    """Calls of the complaint that may not be shown to whoever asks."""
    cases: tuple[Case, ...] = ()
    """Real ones of the same kind of complaint, those closed last first."""

    @cached_property
    def state(self) -> ComplaintState:
        """Return where the complaint stands."""
        return fold_complaint(self.complaint, self.policy)

    @property
    def today(self) -> date:
        """Return the local day."""
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        """Return the local day of a time."""
        return at.astimezone(self.zone).date()

    @cached_property
    def records(self) -> tuple[Recorded, ...]:
        """Return what all calls recorded, oldest first."""
        return tuple(each for call in self.calls for each in call.records)
