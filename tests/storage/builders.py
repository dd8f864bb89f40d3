"""Invented people, calls and complaints for the tests of the store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from dialogs.actors import Actor
from dialogs.events import (
    CallClosed,
    CallOpened,
    ChoiceMade,
    ComplaintReceived,
    Event,
    PersonAdmitted,
    SessionOpened,
)
from dialogs.ids import (
    Cause,
    ChoiceId,
    ComplaintId,
    PersonId,
    PlaybookSlug,
    Revision,
    SessionId,
    StepId,
    StreamId,
    TeamId,
    complaint_stream,
    person_stream,
    session_stream,
)
from dialogs.ports import Appended, Notice, NoticeKind, ShownCard, Write
from dialogs.program import Channel, Outcome
from dialogs.roles import Role
from dialogs.texts import Language
from storage.opening import Storage

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""
LIN = Actor(PersonId(11), "测试林", Role.STAFF, TeamId("north"))
MEI = Actor(PersonId(12), "测试梅", Role.STAFF, TeamId("north"))
SUN = Actor(PersonId(13), "测试孙", Role.STAFF, TeamId("south"))
BOSS = Actor(PersonId(21), "测试主管", Role.SUPERVISOR, TeamId("north"))
COACH = Actor(PersonId(31), "测试教员", Role.TRAINER, TeamId("north"))
ADMIN = Actor(PersonId(41), "测试管理员", Role.ADMIN, TeamId("office"))
EVERYBODY = (LIN, MEI, SUN, BOSS, COACH, ADMIN)
REVISION = Revision("ab" * 32)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def admitted(person: Actor, at: datetime = NOON) -> PersonAdmitted:
    return PersonAdmitted(
        at=at,
        by=ADMIN.person,
        person=person.person,
        name=person.name,
        role=person.role,
        team=person.team,
        language=person.language,
    )


def opened(
    session: str = "S1",
    agent: Actor = LIN,
    *,
    complaint: str = "C1",
    at: datetime = NOON,
    channel: Channel = Channel.PHONE,
    language: Language = Language.ZH,
) -> SessionOpened:
    return SessionOpened(
        at=at,
        by=agent.person,
        session=SessionId(session),
        complaint=ComplaintId(complaint),
        alias="青松-10",
        team=agent.team,
        playbook=PlaybookSlug("refund"),
        revision=REVISION,
        start=StepId("greet"),
        product="card",
        channel=channel,
        call_language=language,
    )


def chosen(target: str = "listen", *, at: datetime = NOON, by: Actor = LIN) -> ChoiceMade:
    return ChoiceMade(
        at=at, by=by.person, step=StepId("greet"), choice=ChoiceId("next"), target=StepId(target)
    )


def received(complaint: str = "C1", agent: Actor = LIN, at: datetime = NOON) -> ComplaintReceived:
    return ComplaintReceived(
        at=at,
        by=agent.person,
        complaint=ComplaintId(complaint),
        number=f"HJ-{complaint}",
        alias="青松-10",
        team=agent.team,
        product="card",
        received_on=date(2026, 3, 2),
    )


def called(session: str = "S1", agent: Actor = LIN, at: datetime = NOON) -> CallOpened:
    return CallOpened(at=at, by=agent.person, session=SessionId(session))


def closed(outcome: Outcome, session: str = "S1", at: datetime = NOON) -> CallClosed:
    return CallClosed(at=at, by=LIN.person, session=SessionId(session), outcome=outcome)


def notice(to: Actor = BOSS, due_at: datetime = NOON, session: str = "S1") -> Notice:
    about = session_stream(SessionId(session))
    return Notice(kind=NoticeKind.HELP_ASKED, to=to.person, due_at=due_at, about=about, version=1)


def shown(message: int = 5, *, session: str | None = "S1", version: int = 1, live: bool = True) -> ShownCard:
    named = None if session is None else SessionId(session)
    return ShownCard(chat=7, message=message, session=named, version=version, digest="d", live=live)


def call(session: str = "S1") -> StreamId:
    return session_stream(SessionId(session))


def complaint_of(complaint: str = "C1") -> StreamId:
    return complaint_stream(ComplaintId(complaint))


def cause(name: str) -> Cause:
    return Cause(f"test:{name}")


async def write(storage: Storage, stream: StreamId, *events: Event) -> None:
    """Append to wherever the stream stands."""
    expected = len(await storage.events.load(stream))
    made_by = cause(f"{stream}:{expected}")
    answer = await storage.events.append([Write(stream, expected, events)], made_by)
    assert answer == Appended({stream: expected + len(events)})


async def admit(storage: Storage, people: Sequence[Actor] = EVERYBODY) -> None:
    for person in people:
        await write(storage, person_stream(person.person), admitted(person))
