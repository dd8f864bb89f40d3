"""A log in which a small firm has lived for a while: something in every table, nothing of anybody real."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from bot.settings import LIBRARY
from dialogs.actors import Actor
from dialogs.events import (
    CallOpened,
    ComplaintEvent,
    ComplaintReceived,
    DeadlineEvent,
    ErasureReason,
    Event,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    LanguageChosen,
    RemarkMade,
    RoleChanged,
    SessionEvent,
    SessionOpened,
    SessionRated,
    SessionRead,
    WordsErased,
)
from dialogs.ids import (
    Cause,
    ComplaintId,
    PersonId,
    SessionId,
    StreamId,
    access_stream,
    complaint_stream,
    invitation_stream,
    person_stream,
    review_stream,
    session_stream,
    time_ordered_id,
)
from dialogs.ports import Notice, NoticeKind, SetAside, ShownCard, Write
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.texts import Language
from playbooks.check import check_library
from storage.opening import Storage
from tests.builders import calls, questions
from tests.storage.builders import ADMIN, BOSS, EVERYBODY, LIN, MEI, NOON, SUN, admitted

BOT: Final = 70_000_001
CALLS: Final = 20
ERASED: Final = 3
"""The call, by its number, whose words are erased at the end."""
AGENTS: Final = (LIN, MEI, SUN)


@dataclass(slots=True)
class Life:
    """What the firm does, each deed a write of its own with a cause as Telegram's updates give them."""

    storage: Storage
    chance: random.Random
    now: datetime = NOON
    _versions: dict[StreamId, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1000))

    def clock(self) -> datetime:
        """Return the time, a moment later each time."""
        self.now += timedelta(seconds=1)
        return self.now

    async def write(self, *parts: tuple[StreamId, Sequence[Event]], notices: Sequence[Notice] = ()) -> None:
        """Append to the ends of these streams, in one write of the log."""
        writes = []
        for number, (stream, events) in enumerate(parts):
            expected = self._versions.get(stream, 0)
            self._versions[stream] = expected + len(events)
            writes.append(Write(stream, expected, tuple(events), () if number else tuple(notices)))
        await self.storage.events.append(writes, Cause(f"tg:{BOT}:tap:{next(self._numbers)}"))

    async def admit(self) -> None:
        """Let everybody in; one of them later has another role, one another language."""
        await self.storage.bot_identity.remember(BOT)
        for person in EVERYBODY:
            await self.write((person_stream(person.person), [admitted(person, self.clock())]))
        moved = RoleChanged(
            at=self.clock(), by=ADMIN.person, person=SUN.person, role=Role.SUPERVISOR, team=SUN.team
        )
        spoken = LanguageChosen(at=self.clock(), by=MEI.person, person=MEI.person, language=Language.EN)
        await self.write((person_stream(SUN.person), [moved]))
        await self.write((person_stream(MEI.person), [spoken]))

    async def invite(self, number: int) -> None:
        """Invite somebody who comes and is confirmed."""
        digest, newcomer = f"{number:064x}", PersonId(9000 + number)
        stream, by = invitation_stream(digest), ADMIN.person
        made = InvitationMade(
            at=self.clock(),
            by=by,
            code_digest=digest,
            role=Role.STAFF,
            team=LIN.team,
            expires_at=self.now + timedelta(days=1),
        )
        came = InvitationRedeemed(
            at=self.clock(),
            by=newcomer,
            code_digest=digest,
            person=newcomer,
            name="测试新人",
            language=Language.ZH,
        )
        await self.write((stream, [made]))
        await self.write(
            (stream, [came]), notices=[self._notice(NoticeKind.INVITATION_REDEEMED, stream, ADMIN)]
        )
        confirmed = InvitationConfirmed(at=self.clock(), by=by, code_digest=digest, person=newcomer)
        arrived = admitted(Actor(newcomer, "测试新人", Role.STAFF, LIN.team), self.clock())
        await self.write((stream, [confirmed]), (person_stream(newcomer), [arrived]))

    async def call(self, number: int, *, asks: bool = False) -> None:
        """Walk one call from its first tap to its review; one that ``asks`` is answered in writing."""
        agent = AGENTS[number % len(AGENTS)]
        session, complaint = SessionId(self._id()), ComplaintId(self._id())
        walked = asked(number) if asks else self._walked(number)
        first, *others = (self._of(event, session, complaint, agent) for event in walked.events)
        received = ComplaintReceived(
            at=self.clock(),
            by=agent.person,
            complaint=complaint,
            number=f"HJ-{number:05}",
            alias=f"青松-{number}",
            team=agent.team,
            product="card",
            received_on=NOON.date(),
        )
        begun = CallOpened(at=self.clock(), by=agent.person, session=session)
        stream, of_complaint = session_stream(session), complaint_stream(complaint)
        await self.write((of_complaint, [received, begun]), (stream, [first]))
        for event in others[:-1]:
            await self.write((stream, [event]), notices=self._notices(event, stream))
        closing = [self._of(event, session, complaint, agent) for event in walked.for_complaint]
        await self.write((stream, others[-1:]), (of_complaint, closing))
        await self._review(session)
        await self._show(agent, session, len(walked.events))
        if number == ERASED:
            erased = WordsErased(at=self.clock(), by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=1)
            await self.write((stream, [erased]))

    def _walked(self, number: int) -> calls.Call:
        """Return a call as the rules let it go, with words that nobody ever said."""
        walked = calls.call().note(f"编造的记录第{number}条").temperature(1 + number % 5)
        if number % 4 == 0:
            walked.do(walked.wish.help(), walked.wish.take_help())
        walked.choose("goes-on", "fee", "right", "late-fee").note("编造的感受" * (1 + number % 7))
        return walked.pick("letter", "fee-back").choose("put", "takes-1", "agrees")

    def _of(
        self, event: SessionEvent | ComplaintEvent, session: SessionId, complaint: ComplaintId, agent: Actor
    ) -> Event:
        """Return an event of the one call of the builder as one of this call."""
        by = event.by if event.by == calls.CHIEF.person else agent.person
        event = replace(event, at=self.clock().astimezone(UTC), by=by)
        if isinstance(event, SessionOpened):
            return replace(event, session=session, complaint=complaint, team=agent.team)
        if isinstance(event, SessionEvent | ComplaintReceived | DeadlineEvent):
            return event
        return replace(event, session=session)

    async def _review(self, session: SessionId) -> None:
        read = SessionRead(at=self.clock(), by=BOSS.person, session=session)
        remark = RemarkMade(at=self.clock(), by=BOSS.person, words=Sealed("编造的点评"), version=3)
        rated = SessionRated(at=self.clock(), by=BOSS.person, score=self.chance.randint(1, 5))
        stream = review_stream(session)
        await self.write((access_stream(session), [read]))
        await self.write((stream, [remark]), notices=[self._notice(NoticeKind.REVIEWED, stream, LIN)])
        await self.write((stream, [rated]))

    async def _show(self, agent: Actor, session: SessionId, version: int) -> None:
        """Keep where cards of a call stand; and let some notices be sent, some wait, some be in doubt."""
        for place in range(3):
            card = ShownCard(
                chat=agent.person,
                message=next(self._numbers),
                session=session,
                version=version,
                digest=f"{self.chance.getrandbits(128):032x}",
                below=place,
                live=not place,
            )
            assert await self.storage.shown.record(card, after=None)
        for dispatch in await self.storage.dispatches.due(self.now):
            match dispatch.id % 4:
                case 0:
                    await self.storage.dispatches.sent(dispatch.id, next(self._numbers))
                case 1:
                    await self.storage.dispatches.dropped(dispatch)
                case 2:
                    await self.storage.dispatches.put_off(dispatch, self.now + timedelta(days=1))

    def _notices(self, event: Event, stream: StreamId) -> list[Notice]:
        if type(event).__name__ != "HelpAsked":
            return []
        return [self._notice(kind, stream, to) for kind, to in _HELP]

    def _notice(self, kind: NoticeKind, stream: StreamId, to: Actor) -> Notice:
        version = self._versions.get(stream, 0) + 1
        return Notice(kind=kind, to=to.person, due_at=self.now, about=stream, version=version)

    def _id(self) -> str:
        return time_ordered_id(self.clock(), self.chance.getrandbits(80))

    async def troubles(self) -> None:
        """Have updates fail, and one be set aside."""
        for number in range(3):
            await self.storage.quarantine.failures(Cause(f"tg:{BOT}:tap:{number}"))
        given_up = SetAside(
            cause=Cause(f"tg:{BOT}:tap:1"),
            chat=LIN.person,
            person=LIN.person,
            error="KeyError",
            at=self.now,
            details={"kind": "tap"},
        )
        await self.storage.quarantine.set_aside(given_up)


_HELP: Final = ((NoticeKind.HELP_ASKED, BOSS), (NoticeKind.HELP_UNANSWERED, ADMIN))


def asked(number: int) -> calls.Call:
    """Return a call with an answer of every type, a correction, ticks, and words that nobody ever said."""
    made = questions.at_day().note("昨天").choose("no", "7").note(f"编造的回答第{number}条")
    move = made.move_at("amount")
    made.do(made.wish.correct(move, "1300"))
    made.do(made.wish.tick("bill"), made.wish.tick("contract"))
    made.do(made.wish.tick("contract", ticked=False))
    return made.choose("checked").note("一千四")


async def live(storage: Storage, seed: int = 0, calls_walked: int = CALLS, asked: int = 0) -> None:
    """Let the firm live: about twenty events a call, two signed checkpoints.

    The first ``asked`` calls are followed by as many that are answered in writing.
    """
    life = Life(storage, random.Random(seed))
    for checked in check_library(LIBRARY):
        assert checked.program is not None
        await storage.revisions.keep(checked.program.playbook, checked.program.revision, checked.sources)
    await life.admit()
    await life.invite(1)
    assert storage.witness is not None
    for number in range(calls_walked):
        if number == calls_walked // 2:
            assert await storage.witness.checkpoint()
        await life.call(number)
    for number in range(asked):
        await life.call(number, asks=True)
    await life.troubles()
    assert await storage.witness.checkpoint()
    await storage.witness.mark()
