"""Calls through the one door."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from dialogs.actors import Actor
from dialogs.commands import AskHelp, Choose, EndSession, GoBack, NoteWords, Pause, Resume, TakeHelp
from dialogs.ids import Cause, SessionId, complaint_stream, session_stream, time_ordered_id
from dialogs.ports import (
    EventStore,
    NoticeKind,
    SessionLine,
    SessionStatus,
    StorageUnavailableError,
    Views,
    Write,
)
from dialogs.program import Outcome, Place
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.service import Done, Refused, SessionService
from tests.firm import ADMIN, AGENT, NINE, OTHER_AGENT, SECOND_ADMIN, SUPERVISOR, Firm


async def test_opening_a_call_that_came_twice_opens_one(firm: Firm) -> None:
    first = await firm.opening()
    again = await firm.opening()

    one = await firm.sessions.open(first, Cause("tap"))
    two = await firm.sessions.open(again, Cause("tap"))

    assert isinstance(one, Done)
    assert isinstance(two, Done)
    assert (one.changed, two.changed) == (True, False)
    assert two.state.session == one.state.session == first.session
    assert not await firm.storage.events.load(session_stream(again.session))


async def test_a_tap_delivered_again_after_later_taps_is_no_late_tap(firm: Firm) -> None:
    done = await firm.opened()
    first = done.program.steps[done.state.walk.step].choices[0].id
    actor = await firm.actor(AGENT)
    tap = Choose(actor=actor, session=done.state.session, turn=done.state.turn, choice=first)
    counted = await firm.sessions.handle(tap, Cause("tap"))
    assert isinstance(counted, Done)
    onward = counted.program.steps[counted.state.walk.step].choices[0].id
    later = await firm.chooses(counted, onward)
    again = await firm.sessions.handle(tap, Cause("tap"))

    assert isinstance(later, Done)
    assert again == Done(later.program, later.state, changed=False)


async def test_opening_another_call_pauses_the_first_in_the_same_write(firm: Firm) -> None:
    first = await firm.opened()
    second = await firm.opened()

    seen = await firm.sessions.look(await firm.actor(AGENT), first.state.session)

    assert isinstance(seen, Done)
    assert (seen.state.status, second.state.status) == (SessionStatus.PAUSED, SessionStatus.LIVE)


@dataclass
class Abreast:
    """Views that show a person's own calls to two who look for the first time at the same moment."""

    views: Views
    both: asyncio.Barrier
    looked: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.views, name)

    async def own_sessions(self, actor: Actor) -> Sequence[SessionLine]:
        lines = await self.views.own_sessions(actor)
        self.looked += 1
        if self.looked == 1:
            await self.both.wait()
        return lines


async def test_two_programs_that_begin_a_call_at_the_same_moment_leave_one_that_goes_on(firm: Firm) -> None:
    barrier, actor = asyncio.Barrier(2), await firm.actor(AGENT)
    programs = [
        SessionService(replace(firm.office, views=cast("Views", Abreast(firm.office.views, barrier))))
        for _ in range(2)
    ]
    wishes = [await firm.opening() for _ in programs]

    done = await asyncio.gather(
        *(each.open(wish, firm.cause()) for each, wish in zip(programs, wishes, strict=True))
    )

    lines = {line.session: line.status for line in await firm.storage.views.own_sessions(actor)}
    youngest, older = sorted((wish.session for wish in wishes), reverse=True)
    assert lines == {youngest: SessionStatus.LIVE, older: SessionStatus.PAUSED}
    assert all(isinstance(each, Done) for each in done)


@dataclass
class Dying:
    """A log of a program that ends between its write and the look whether one call goes on."""

    store: EventStore

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def append(self, writes: Sequence[Write], cause: Cause) -> object:
        if cause.endswith(":one"):
            raise StorageUnavailableError
        return await self.store.append(writes, cause)


async def test_call_that_was_begun_by_a_program_that_ended_at_once_goes_on_alone_when_the_tap_comes_again(
    firm: Firm,
) -> None:
    wishes, causes = [await firm.opening() for _ in range(2)], [firm.cause() for _ in range(2)]
    taken = list(zip(wishes, causes, strict=True))
    await asyncio.gather(
        *(each.open(*tap) for each, tap in zip(dying(firm), taken, strict=True)), return_exceptions=True
    )
    assert await going_on(firm) == {wish.session for wish in wishes}

    for tap in taken:
        await firm.sessions.open(*tap)

    assert await going_on(firm) == {max(wish.session for wish in wishes)}


async def test_call_that_was_resumed_by_a_program_that_ended_at_once_goes_on_alone_when_the_tap_comes_again(
    firm: Firm,
) -> None:
    actor, calls = await firm.actor(AGENT), [(await firm.opened()).state.session for _ in range(2)]
    await firm.does(Pause(actor=actor, session=calls[1]))
    taken = [(Resume(actor=actor, session=call), firm.cause()) for call in calls]
    await asyncio.gather(
        *(each.handle(*tap) for each, tap in zip(dying(firm), taken, strict=True)), return_exceptions=True
    )
    assert await going_on(firm) == set(calls)

    again = [await firm.sessions.handle(*tap) for tap in taken]

    assert await going_on(firm) == {max(calls)}
    assert [isinstance(each, Done) and each.changed for each in again] == [False, False]


def dying(firm: Firm) -> list[SessionService]:
    """Return two programs that look at the same moment, and end before either comes to look again."""
    barrier, store = asyncio.Barrier(2), cast("EventStore", Dying(firm.office.store))
    views = [cast("Views", Abreast(firm.office.views, barrier)) for _ in range(2)]
    return [SessionService(replace(firm.office, views=each, store=store)) for each in views]


async def going_on(firm: Firm) -> set[SessionId]:
    lines = await firm.storage.views.own_sessions(await firm.actor(AGENT))
    return {line.session for line in lines if line.status is SessionStatus.LIVE}


async def test_resuming_a_call_pauses_the_other(firm: Firm) -> None:
    first, second = await firm.opened(), await firm.opened()
    actor = await firm.actor(AGENT)

    await firm.does(Resume(actor=actor, session=first.state.session))

    lines = {line.session: line.status for line in await firm.storage.views.own_sessions(actor)}
    assert lines == {first.state.session: SessionStatus.LIVE, second.state.session: SessionStatus.PAUSED}


async def test_taking_back_the_end_of_a_call_pauses_the_other(firm: Firm) -> None:
    first, actor = await firm.opened(), await firm.actor(AGENT)
    first_call = first.state.session
    ended = await firm.does(EndSession(actor=actor, session=first_call, outcome=Outcome.BROKEN_OFF))
    second = await firm.opened()
    assert isinstance(ended, Done)

    await firm.does(GoBack(actor=actor, session=first_call, turn=ended.state.turn))

    lines = {line.session: line.status for line in await firm.storage.views.own_sessions(actor)}
    assert lines == {first_call: SessionStatus.LIVE, second.state.session: SessionStatus.PAUSED}


async def test_tap_that_came_to_nothing_counts_no_more_when_it_comes_again_later(firm: Firm) -> None:
    opened, actor = await firm.opened(), await firm.actor(AGENT)
    session = opened.state.session
    end, sent_twice = EndSession(actor=actor, session=session, outcome=Outcome.BROKEN_OFF), firm.cause()
    ended = await firm.does(end)
    assert isinstance(await firm.sessions.handle(end, sent_twice), Refused)
    assert isinstance(ended, Done)
    await firm.does(GoBack(actor=actor, session=session, turn=ended.state.turn))

    again = await firm.sessions.handle(end, sent_twice)

    assert isinstance(again, Done)
    assert (again.state.status, again.changed) == (SessionStatus.LIVE, False)


async def test_tap_that_came_to_nothing_counts_no_more_when_another_program_takes_it_later(
    firm: Firm,
) -> None:
    opened, actor = await firm.opened(), await firm.actor(AGENT)
    session = opened.state.session
    other = SessionService(replace(firm.office))
    pause, sent_twice = Pause(actor=actor, session=session), firm.cause()
    await firm.does(pause)
    assert await firm.sessions.handle(pause, sent_twice) == await other.handle(pause, sent_twice)
    await firm.does(Resume(actor=actor, session=session))

    again = await other.handle(pause, sent_twice)

    assert isinstance(again, Done)
    assert (again.state.status, again.changed) == (SessionStatus.LIVE, False)


async def test_refusal_that_is_brought_again_is_the_same_refusal(firm: Firm) -> None:
    opened, actor = await firm.opened(), await firm.actor(AGENT)
    resume = EndSession(actor=actor, session=opened.state.session, outcome=Outcome.AGREED)

    refused = [await firm.sessions.handle(resume, Cause("tap")) for _ in range(2)]

    assert refused[0] == refused[1]
    assert isinstance(refused[0], Refused)


async def test_the_call_that_a_cause_opened_is_found_though_another_clock_was_ahead(firm: Firm) -> None:
    ahead = replace(await firm.opening(), session=SessionId(time_ordered_id(NINE + timedelta(hours=1), 0)))
    assert isinstance(await firm.sessions.open(ahead, firm.cause()), Done)
    first = await firm.opening()
    await firm.sessions.open(first, Cause("tap"))

    again = await firm.sessions.open(await firm.opening(), Cause("tap"))

    assert isinstance(again, Done)
    assert again.state.session == first.session


async def test_somebody_elses_call_is_refused_and_nothing_is_written(firm: Firm) -> None:
    done = await firm.opened()
    other = await firm.actor(OTHER_AGENT)

    refused = await firm.does(Pause(actor=other, session=done.state.session))

    assert refused == Refused(Refusal(Reason.FORBIDDEN))
    assert len(await firm.storage.events.load(session_stream(done.state.session))) == 1


async def test_an_open_complaint_of_somebody_else_cannot_be_taken_over(firm: Firm) -> None:
    done = await firm.opened()
    theirs = await firm.opening(OTHER_AGENT, done.state.complaint)

    assert await firm.sessions.open(theirs, firm.cause()) == Refused(Refusal(Reason.FORBIDDEN))


async def test_a_second_call_of_a_complaint_keeps_its_alias_and_joins_its_stream(firm: Firm) -> None:
    done = await firm.opened()
    second = await firm.sessions.open(await firm.opening(complaint=done.state.complaint), firm.cause())

    assert isinstance(second, Done)
    assert (second.state.alias, second.state.complaint) == (done.state.alias, done.state.complaint)
    names = [
        type(event).__name__
        for event in await firm.storage.events.load(complaint_stream(done.state.complaint))
    ]
    assert names == ["ComplaintReceived", "CallOpened", "CallOpened"]


async def test_help_asks_the_supervisors_at_once_and_the_admins_two_minutes_later(firm: Firm) -> None:
    done = await firm.opened()
    await firm.does(AskHelp(actor=await firm.actor(AGENT), session=done.state.session))

    at_once = await firm.storage.dispatches.due(firm.clock())
    later = await firm.storage.dispatches.due(firm.clock() + timedelta(minutes=2))

    assert [(each.notice.kind, each.notice.to) for each in at_once] == [(NoticeKind.HELP_ASKED, SUPERVISOR)]
    assert sorted((each.notice.kind, each.notice.to) for each in later) == [
        (NoticeKind.HELP_UNANSWERED, ADMIN),
        (NoticeKind.HELP_UNANSWERED, SECOND_ADMIN),
    ]


async def test_help_that_nobody_would_hear_of_is_refused(firm: Firm) -> None:
    admin = await firm.actor(ADMIN)
    await firm.people.shut_out(admin, SECOND_ADMIN, firm.cause())
    call = (await firm.opened(ADMIN)).state.session

    asked = await firm.does(AskHelp(actor=admin, session=call))

    assert isinstance(asked, Refused)
    assert asked.refusal == Refusal(Reason.NOBODY_TO_ASK)
    assert len(await firm.storage.events.load(session_stream(call))) == 1


async def test_only_the_first_who_comes_is_the_helper(firm: Firm) -> None:
    done = await firm.opened()
    await firm.does(AskHelp(actor=await firm.actor(AGENT), session=done.state.session))

    taken = await firm.does(TakeHelp(actor=await firm.actor(SUPERVISOR), session=done.state.session))
    late = await firm.does(TakeHelp(actor=await firm.actor(ADMIN), session=done.state.session))

    assert isinstance(taken, Done)
    assert taken.state.helper == SUPERVISOR
    assert isinstance(late, Refused)
    assert late.refusal == Refusal(Reason.HELP_TAKEN)


async def test_words_move_to_another_call_in_one_write(firm: Firm) -> None:
    actor = await firm.actor(AGENT)
    first = await firm.opened()
    second = await firm.opened()
    wish = NoteWords(
        actor=actor,
        session=second.state.session,
        words=Sealed("写错了电话的一句"),
        said_at=NINE,
        place=Place.FACT,
    )
    noted = await firm.does(wish)
    assert isinstance(noted, Done)

    left = await firm.sessions.move_words_to(
        actor, second.state.session, noted.state.version, first.state.session, firm.cause()
    )
    there = await firm.sessions.look(actor, first.state.session)

    assert isinstance(left, Done)
    assert isinstance(there, Done)
    assert left.state.latest_words(Place.FACT) is None
    assert there.state.latest_words(Place.FACT) == Sealed("写错了电话的一句")
    assert there.state.noted[-1].said_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def test_a_complaint_is_not_settled_by_saying_so(firm: Firm) -> None:
    actor = await firm.actor(AGENT)
    done = await firm.opened()
    session = done.state.session

    agreed = await firm.does(EndSession(actor=actor, session=session, outcome=Outcome.AGREED))
    declined = await firm.does(EndSession(actor=actor, session=session, outcome=Outcome.DECLINED))

    still_open = [line.complaint for line in await firm.storage.views.open_complaints(actor)]
    assert isinstance(agreed, Refused)
    assert agreed.refusal == Refusal(Reason.NOTHING_AGREED)
    assert isinstance(declined, Done)
    assert still_open == [done.state.complaint]
