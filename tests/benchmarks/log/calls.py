"""A call on its way, without any store: what its agent appends next, by the rules of the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.assemble import HEAD_OFFICE
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.commands import NoteWords, OpenSession, SessionCommand
from dialogs.decide import decide
from dialogs.events import Event, HelpAsked
from dialogs.evolve import evolve_all
from dialogs.ids import (
    ComplaintId,
    PersonId,
    SessionId,
    complaint_stream,
    session_stream,
    time_ordered_id,
)
from dialogs.opening import open_session
from dialogs.ports import Notice, NoticeKind, Write
from dialogs.program import Channel, Program
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.state import SessionState
from dialogs.texts import Language
from tests.kill.oracle import Caller, _command
from tests.kill.script import WALK, Say, Step, Tap

STEPS: Final[tuple[Step, ...]] = tuple(
    step
    for step in WALK
    if not (isinstance(step, Say) and step.text.startswith("/"))
    and not (isinstance(step, Tap) and step.verb is Verb.NEW)
)
"""A call of 46 events and 33 appends, with 5 events of its complaint."""
LONG: Final[tuple[Step, ...]] = (
    *STEPS[:1],
    *map(Say, ("三月也扣过", "四月也扣过", "五月", "六月")),
    *STEPS[1:],
)
"""The same with 50 events."""
FIRST_AGENT: Final = 10_000
SUPERVISOR: Final = PersonId(9_999)
ALIAS: Final = "青松-17"


def agent(number: int) -> Actor:
    """Return the so-manieth agent."""
    person = PersonId(FIRST_AGENT + number)
    return Actor(person, f"坐席{number}", Role.STAFF, HEAD_OFFICE, Language.ZH)


def fresh_ids(now: datetime, bits: int) -> tuple[SessionId, ComplaintId]:
    """Return ids of a call and of its complaint, with 80 random ``bits``."""
    return SessionId(time_ordered_id(now, bits)), ComplaintId(time_ordered_id(now, bits ^ 1))


def opening(
    program: Program, actor: Actor, session: SessionId, complaint: ComplaintId, alias: str = ALIAS
) -> OpenSession:
    """Return the wish that begins a call."""
    return OpenSession(
        actor=actor,
        session=session,
        complaint=complaint,
        alias=alias,
        playbook=program.playbook,
        product=next(iter(program.lists["products"])),
        channel=Channel.PHONE,
        call_language=Language.ZH,
    )


def command_of(actor: Actor, state: SessionState, step: Step, now: datetime) -> SessionCommand:
    """Return the command that ``step`` is to the call as it stands."""
    command = _command(Caller(actor=actor, call=state.session), step, state.turn)
    return replace(command, said_at=now) if isinstance(command, NoteWords) else command


@dataclass(slots=True, kw_only=True)
class Call:
    """One call, and how far its script was walked."""

    program: Program
    actor: Actor
    steps: Sequence[Step] = STEPS
    state: SessionState = field(default_factory=SessionState)
    place: int = 0
    """Steps taken since the call was opened."""
    complaint: int = 0
    """Events of its complaint's stream."""

    @property
    def is_over(self) -> bool:
        """Tell whether there is no step left."""
        return self.place == len(self.steps)

    def begun(self, now: datetime, session: SessionId, complaint: ComplaintId) -> tuple[Write, ...]:
        """Return what opens another call, and stand there."""
        opened = open_session(self.program, opening(self.program, self.actor, session, complaint), (), now)
        assert not isinstance(opened, Refusal)
        event, received = opened
        self.state, self.place, self.complaint = evolve_all(SessionState(), (event,)), 0, len(received)
        return Write(session_stream(session), 0, (event,)), Write(complaint_stream(complaint), 0, received)

    def next(self, now: datetime) -> tuple[Write, ...]:
        """Return what the next step appends, and stand behind it."""
        state = self.state
        decision = decide(
            self.program, state, command_of(self.actor, state, self.steps[self.place], now), now
        )
        assert not isinstance(decision, Refusal), (self.steps[self.place], decision)
        self.state = evolve_all(state, decision.events)
        self.place += 1
        stream = session_stream(state.session)
        notices = _notices(decision.events, self.state)
        own = Write(stream, state.version, decision.events, notices)
        if not decision.for_complaint:
            return (own,)
        known, self.complaint = self.complaint, self.complaint + len(decision.for_complaint)
        return own, Write(complaint_stream(state.complaint), known, decision.for_complaint)


def _notices(events: Sequence[Event], state: SessionState) -> tuple[Notice, ...]:
    asked = next((event for event in events if isinstance(event, HelpAsked)), None)
    if asked is None:
        return ()
    about = session_stream(state.session)
    kind = NoticeKind.HELP_ASKED
    return (Notice(kind=kind, to=SUPERVISOR, due_at=asked.at, about=about, version=state.version),)
