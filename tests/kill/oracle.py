"""What the log must hold: the same script, each step exactly once, told to the rules without any chat."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.assemble import HEAD_OFFICE
from bot.clock import now
from bot.offices import office_over
from bot.settings import Settings
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.commands import (
    AskHelp,
    Choose,
    FlagMoment,
    GoBack,
    NoteWords,
    OpenSession,
    PickOption,
    SessionCommand,
    TakeTemperature,
)
from dialogs.events import Event
from dialogs.evolve import fold
from dialogs.ids import (
    Cause,
    ChoiceId,
    ComplaintId,
    PersonId,
    RemedyId,
    SessionId,
    complaint_stream,
    session_stream,
)
from dialogs.opening import alias
from dialogs.program import Channel
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import Office, PeopleService, Refused, SessionService
from dialogs.texts import Language
from storage.memory.tables import Tables
from storage.opening import in_memory
from tests.kill.child import AGENT, FIVE_STEPS, STAFF
from tests.kill.script import Say, Step, Tap

CALL, COMPLAINT = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS"), ComplaintId("01JDMZ0000ABCDEFGHJKMNPQRT")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_VARYING = {
    "at": _LONG_AGO,
    "said_at": _LONG_AGO,
    "due": _LONG_AGO,
    "received_on": date(2000, 1, 1),
    "session": CALL,
    "complaint": COMPLAINT,
    "alias": "",
    "number": "",
}


def likened(event: Event) -> Event:
    """Return ``event`` without what differs from one run of a script to the next: times, ids, chance."""
    known = {each.name: _VARYING[each.name] for each in fields(event) if each.name in _VARYING}
    return replace(event, **known)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Oracle:
    """The events of a call and of its complaint, likened, and how many there are after each step."""

    call: tuple[Event, ...]
    complaint: tuple[Event, ...]
    lengths: tuple[tuple[int, int], ...]
    """Events of the call and of the complaint after so many steps; the first is before any."""
    turns: tuple[int, ...]
    """The turn of the call after so many steps."""

    def steps(self, written: tuple[int, int]) -> int | None:
        """Return how many steps at most led to so many events; none when no whole number of steps did."""
        found = [steps for steps, lengths in enumerate(self.lengths) if lengths == written]
        return found[-1] if found else None

    def last_like(self, steps: int) -> int:
        """Return the last number of steps that leaves the same log as ``steps``."""
        return max(found for found, lengths in enumerate(self.lengths) if lengths == self.lengths[steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose call it is, and under what ids the rules are told of it."""

    actor: Actor
    call: SessionId = CALL
    complaint: ComplaintId = COMPLAINT

    @classmethod
    def numbered(cls, person: PersonId, name: str, number: int) -> "Caller":
        """Return the caller of a person's so-manieth call."""
        place = f"{person:06d}{number:04d}"
        return cls(
            actor=Actor(person, name, Role.STAFF, HEAD_OFFICE, Language.ZH),
            call=SessionId(f"{CALL[:-10]}{place}"),
            complaint=ComplaintId(f"{COMPLAINT[:-11]}C{place}"),
        )


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells steps to the rules, on a store in memory."""

    office: Office

    async def tell(self, caller: Caller, script: Sequence[Step]) -> Oracle:
        """Take ``script`` step by step and return what comes of it."""
        lengths = [(0, 0)]
        for place, step in enumerate(script):
            await self._take(caller, step, Cause(f"oracle:{caller.call}:{place}"))
            call, complaint = await self._events(caller)
            lengths.append((len(call), len(complaint)))
        call, complaint = await self._events(caller)
        turns = tuple(fold(call[:length]).turn for length, _ in lengths)
        return Oracle(tuple(map(likened, call)), tuple(map(likened, complaint)), tuple(lengths), turns)

    async def _events(self, caller: Caller) -> tuple[Sequence[Event], Sequence[Event]]:
        store = self.office.store
        return await store.load(session_stream(caller.call)), await store.load(
            complaint_stream(caller.complaint)
        )

    async def _take(self, caller: Caller, step: Step, cause: Cause) -> None:
        if isinstance(step, Say) and step.text.startswith("/"):
            return
        service = SessionService(self.office)
        if isinstance(step, Tap) and step.verb is Verb.NEW:
            done = await service.open(self._opening(caller), cause)
        else:
            turn = fold(await self.office.store.load(session_stream(caller.call))).turn
            done = await service.handle(_command(caller, step, turn), cause)
        assert not isinstance(done, Refused), (step, done)
        assert done.changed, step

    def _opening(self, caller: Caller) -> OpenSession:
        program = self.office.programs.offered()[0]
        return OpenSession(
            actor=caller.actor,
            session=caller.call,
            complaint=caller.complaint,
            alias=alias(0, Language.ZH),
            playbook=program.playbook,
            product="other",
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )


@asynccontextmanager
async def teller(
    people: Sequence[tuple[PersonId, str, Role]] = STAFF, library: Path = FIVE_STEPS
) -> AsyncIterator[Teller]:
    """Open a teller to whom ``people`` are known, and whose calls begin on the playbook of ``library``."""
    storage = in_memory(Tables(), ZoneInfo("Asia/Shanghai"))
    office = await office_over(Settings(library=library), storage)
    service = PeopleService(office)
    for person, name, role in people:
        await service.admit(person, name, role, HEAD_OFFICE, Language.ZH, Cause(f"test:person:{person}"))
    yield Teller(office)


async def told(script: Sequence[Step], library: Path = FIVE_STEPS) -> Oracle:
    """Tell ``script`` to the rules as one person's call."""
    async with teller(library=library) as opened:
        return await opened.tell(
            Caller(actor=Actor(AGENT, "林晓", Role.STAFF, HEAD_OFFICE, Language.ZH)), script
        )


def _command(caller: Caller, step: Step, turn: int) -> SessionCommand:
    actor, call = caller.actor, caller.call
    match step:
        case Say(text):
            return NoteWords(actor=actor, session=call, words=Sealed(text), said_at=now())
        case Tap(verb=Verb.CHOOSE, begins=choice):
            return Choose(actor=actor, session=call, turn=turn, choice=ChoiceId(choice))
        case Tap(verb=Verb.TEMPERATURE, begins=level):
            return TakeTemperature(actor=actor, session=call, turn=turn, level=int(level))
        case Tap(verb=Verb.PICK | Verb.UNPICK as verb, begins=remedy):
            picked = verb is Verb.PICK
            return PickOption(actor=actor, session=call, turn=turn, remedy=RemedyId(remedy), picked=picked)
        case Tap(verb=Verb.FLAG):
            return FlagMoment(actor=actor, session=call, turn=turn)
        case Tap(verb=Verb.BACK):
            return GoBack(actor=actor, session=call, turn=turn)
        case _:
            return AskHelp(actor=actor, session=call)
