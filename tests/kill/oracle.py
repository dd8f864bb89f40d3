"""What the log must hold: the same script, each step exactly once, told to the rules without any chat."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.assemble import HEAD_OFFICE, office_over
from bot.clock import now
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
from tests.kill.child import AGENT, STAFF
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


async def told(script: Sequence[Step]) -> Oracle:
    """Tell ``script`` to the rules, on a store in memory."""
    storage = in_memory(Tables(), ZoneInfo("Asia/Shanghai"))
    async with office_over(Settings(), storage) as office:
        people = PeopleService(office)
        for person, name, role in STAFF:
            await people.admit(person, name, role, HEAD_OFFICE, Language.ZH, Cause(f"test:person:{person}"))
        actor = Actor(AGENT, "林晓", Role.STAFF, HEAD_OFFICE, Language.ZH)
        lengths = [(0, 0)]
        for place, step in enumerate(script):
            await _take(office, actor, step, Cause(f"oracle:{place}"))
            call, complaint = await _events(office)
            lengths.append((len(call), len(complaint)))
        call, complaint = await _events(office)
        turns = tuple(fold(call[:length]).turn for length, _ in lengths)
        return Oracle(tuple(map(likened, call)), tuple(map(likened, complaint)), tuple(lengths), turns)


async def _events(office: Office) -> tuple[Sequence[Event], Sequence[Event]]:
    store = office.store
    return await store.load(session_stream(CALL)), await store.load(complaint_stream(COMPLAINT))


async def _take(office: Office, actor: Actor, step: Step, cause: Cause) -> None:
    service = SessionService(office)
    if isinstance(step, Say) and step.text.startswith("/"):
        return
    if isinstance(step, Tap) and step.verb is Verb.NEW:
        program = office.programs.offered()[0]
        opening = OpenSession(
            actor=actor,
            session=CALL,
            complaint=COMPLAINT,
            alias=alias(0, Language.ZH),
            playbook=program.playbook,
            product=next(iter(program.lists["products"])),
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        done = await service.open(opening, cause)
    else:
        turn = fold(await office.store.load(session_stream(CALL))).turn
        done = await service.handle(_command(actor, step, turn), cause)
    assert not isinstance(done, Refused), (step, done)
    assert done.changed, step


def _command(actor: Actor, step: Step, turn: int) -> SessionCommand:
    match step:
        case Say(text):
            return NoteWords(actor=actor, session=CALL, words=Sealed(text), said_at=now())
        case Tap(verb=Verb.CHOOSE, begins=choice):
            return Choose(actor=actor, session=CALL, turn=turn, choice=ChoiceId(choice))
        case Tap(verb=Verb.TEMPERATURE, begins=level):
            return TakeTemperature(actor=actor, session=CALL, turn=turn, level=int(level))
        case Tap(verb=Verb.PICK | Verb.UNPICK as verb, begins=remedy):
            picked = verb is Verb.PICK
            return PickOption(actor=actor, session=CALL, turn=turn, remedy=RemedyId(remedy), picked=picked)
        case Tap(verb=Verb.FLAG):
            return FlagMoment(actor=actor, session=CALL, turn=turn)
        case Tap(verb=Verb.BACK):
            return GoBack(actor=actor, session=CALL, turn=turn)
        case _:
            return AskHelp(actor=actor, session=CALL)
