import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.telegram.couriers import UNREACHABLE
from bot.telegram.crew import crew
from bot.telegram.wall_clock import WallClock
from dialogs.commands import AskHelp, NoteWords, TakeHelp, TakeTemperature
from dialogs.ids import PersonId, TeamId
from dialogs.ports import Dispatch, Dispatches, DispatchState, NoticeKind, StorageUnavailableError
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import PeopleService, ReviewService
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, OTHER_AGENT, SUPERVISOR, Stage
from tests.bot.telegram.faults import Fault
from tests.builders.program import SMALL

STRANGER, ADMIN = PersonId(7099), PersonId(7003)


async def help_asked(stage: Stage) -> None:
    await stage.opened()
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(TakeTemperature(actor=actor, session=CALL, turn=1, level=4))
    said = Sealed("编造：扣了六百元年费")
    await stage.does(NoteWords(actor=actor, session=CALL, words=said, said_at=stage.office.clock()))
    await stage.does(AskHelp(actor=actor, session=CALL))


def states(stage: Stage) -> list[DispatchState]:
    return [each.state for each in stage.tables.dispatches.values()]


async def admit(stage: Stage, person: PersonId, role: Role) -> None:
    people = PeopleService(stage.office)
    await people.admit(person, f"虚构{person}", role, TeamId("总部"), Language.ZH, stage.cause())


async def test_call_for_help_says_who_where_how_hot_and_what_happened(stage: Stage) -> None:
    await help_asked(stage)

    assert await stage.couriers().once() == 1

    [(text, buttons)] = await stage.cards(SUPERVISOR)
    [sent] = await stage.called("sendMessage")
    say = stage.words.say
    about = say(SMALL.title, Language.ZH)
    for part in (
        "虚构7001",
        "青松-17",
        "段：open",
        say(Phrase("temperature.4"), Language.ZH),
        about,
        "六百元年费",
    ):
        assert part in text
    assert say(Phrase("log.help_asked"), Language.ZH) in text
    assert (buttons, f"1:{CALL}:1:th:{CALL}" in str(sent["reply_markup"])) == (2, True)
    assert sent["protect_content"] == "true"
    assert "disable_notification" not in sent
    assert states(stage) == [DispatchState.SENT]


async def test_call_for_help_is_dropped_once_somebody_came(stage: Stage) -> None:
    await help_asked(stage)
    chief = await stage.storage.directory.actor(SUPERVISOR)
    assert chief is not None
    await stage.does(TakeHelp(actor=chief, session=CALL))

    await stage.couriers().once()

    assert await stage.cards(SUPERVISOR) == []
    assert states(stage) == [DispatchState.DROPPED]


async def test_admins_are_asked_two_minutes_later_and_not_before(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.writes("/start", ADMIN)
    await help_asked(stage)
    carrying = stage.couriers()
    await carrying.once()
    assert await stage.cards(ADMIN) == []

    stage.playground.clock.step(minutes=2)
    await carrying.once()

    [(text, _)] = await stage.cards(ADMIN)
    assert "虚构7001" in text
    assert stage.tables.dispatches[2].notice.kind is NoticeKind.HELP_UNANSWERED


class Blind(WallClock):
    """Broken: never notices that the clock went back."""

    def went_back(self, now: datetime, at: float | None = None) -> timedelta:
        return timedelta()


@pytest.mark.parametrize(("wall", "asked"), [(WallClock(), 1), (Blind(), 0)], ids=["ours", "blind"])
async def test_clock_that_is_put_back_by_a_day_makes_nobody_wait_for_a_day(
    stage: Stage, wall: WallClock, asked: int
) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.writes("/start", ADMIN)
    await help_asked(stage)
    carrying = replace(stage.couriers(), _wall=wall)
    await carrying.once()

    stage.playground.clock.step(minutes=-24 * 60)
    await carrying.once()
    assert await stage.cards(ADMIN) == []

    stage.playground.clock.step(minutes=2)
    await carrying.once()
    assert len(await stage.cards(ADMIN)) == asked


async def test_second_call_for_help_gives_the_supervisors_two_minutes_of_their_own(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.writes("/start", ADMIN)
    await help_asked(stage)
    agent, chief = [await stage.storage.directory.actor(each) for each in (AGENT, SUPERVISOR)]
    assert agent is not None
    assert chief is not None
    await stage.does(TakeHelp(actor=chief, session=CALL))
    stage.playground.clock.step(minutes=1)
    await stage.does(AskHelp(actor=agent, session=CALL))
    carrying = stage.couriers()

    stage.playground.clock.step(minutes=1)
    await carrying.once()
    assert await stage.cards(ADMIN) == []

    stage.playground.clock.step(minutes=1)
    await carrying.once()
    assert len(await stage.cards(ADMIN)) == 1


async def test_what_a_crash_left_half_sent_says_that_it_may_have_come_before(stage: Stage) -> None:
    await help_asked(stage)
    await stage.storage.dispatches.due(stage.office.clock())

    async with stage.running():
        await stage.until(lambda: _asked(stage))

    [(text, _)] = await stage.cards(SUPERVISOR)
    assert stage.words.say(Phrase("card.maybe_twice"), Language.ZH) in text


async def _asked(stage: Stage) -> bool:
    return bool(await stage.cards(SUPERVISOR)) and states(stage) == [DispatchState.SENT]


@pytest.mark.parametrize(
    ("fault", "again", "copies"),
    [(Fault.AFTER, True, 2), (Fault.RESTART, True, 2), (Fault.BEFORE, True, 1), (Fault.FLOOD, False, 1)],
)
async def test_message_that_did_not_arrive_is_sent_again(
    stage: Stage, fault: Fault, copies: int, *, again: bool
) -> None:
    await help_asked(stage)
    stage.faults.plan["sendmessage"] = [fault]

    await stage.couriers().once()

    cards = await stage.cards(SUPERVISOR)
    assert (len(cards), states(stage)) == (copies, [DispatchState.SENT])
    assert (stage.words.say(Phrase("card.maybe_twice"), Language.ZH) in cards[-1][0]) is again


async def test_a_call_for_help_waits_for_who_cannot_be_written_to_yet(stage: Stage) -> None:
    await help_asked(stage)
    await stage.playground.do("block", person=SUPERVISOR)

    await stage.couriers().once()

    [waiting] = stage.tables.dispatches.values()
    assert waiting.state is DispatchState.DUE
    assert waiting.notice.due_at == stage.office.clock() + UNREACHABLE


async def test_a_review_for_who_blocked_the_bot_is_dropped(stage: Stage) -> None:
    await stage.opened()
    chief = await stage.storage.directory.actor(SUPERVISOR)
    assert chief is not None
    await ReviewService(stage.office).remark(chief, CALL, Sealed("语气很稳"), stage.cause())
    await stage.playground.do("block", person=AGENT)

    await stage.couriers().once()

    assert states(stage) == [DispatchState.DROPPED]


async def test_agent_hears_of_a_review_and_the_reviewer_of_the_answer(stage: Stage) -> None:
    await stage.opened()
    reviews = ReviewService(stage.office)
    chief, agent = [await stage.storage.directory.actor(person) for person in (SUPERVISOR, AGENT)]
    assert chief is not None
    assert agent is not None
    await reviews.remark(chief, CALL, Sealed("语气很稳"), stage.cause())
    carrying = stage.couriers()
    await carrying.once()
    await reviews.answer(agent, CALL, Sealed("谢谢"), stage.cause())
    await carrying.once()

    [(to_agent, _)], [(to_chief, _)] = await stage.cards(AGENT), await stage.cards(SUPERVISOR)
    assert "青松-17" in to_agent
    assert "虚构7001" in to_chief
    assert "语气很稳" not in to_agent


async def test_admins_confirm_who_redeemed_an_invitation_and_the_newcomer_is_welcomed(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.writes("/start", ADMIN)
    await stage.writes("/start", STRANGER)
    people, digest = PeopleService(stage.office), "0123456789abcdef0123"
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    await people.invite(admin, digest, Role.STAFF, TeamId("一组"), stage.cause())
    await people.redeem(STRANGER, "路人（演示）", Language.ZH, digest, stage.cause())
    carrying = stage.couriers()
    await carrying.once()
    await people.confirm(admin, digest, stage.cause())
    await carrying.once()

    [sent, _] = await stage.called("sendMessage")
    assert f"1:-:0:pp:c.{digest}" in str(sent["reply_markup"])
    assert f"1:-:0:pp:x.{digest}" in str(sent["reply_markup"])
    assert "路人（演示）" in (await stage.cards(ADMIN))[0][0]
    assert len(await stage.cards(STRANGER)) == 1


async def test_call_that_was_handed_over_is_told_to_its_new_owner(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.opened()
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    await PeopleService(stage.office).shut_out(admin, AGENT, stage.cause())

    await stage.couriers().once()

    [(text, buttons)] = await stage.cards(SUPERVISOR)
    assert ("青松-17" in text, buttons) == (True, 1)


async def test_reminder_that_is_not_due_yet_is_slept_for(stage: Stage) -> None:
    await help_asked(stage)
    [taken] = await stage.storage.dispatches.due(stage.office.clock())
    await stage.storage.dispatches.put_off(taken, stage.office.clock() + timedelta(minutes=1))

    assert await stage.couriers().once() == 0
    assert await stage.cards(OTHER_AGENT) == []


async def test_slow_recipient_holds_up_nobody_else_in_a_later_round(stage: Stage) -> None:
    stage.faults.plan[f"sendmessage:{SUPERVISOR}"] = [Fault.HOLD]
    carrying = stage.couriers()

    async with crew() as spawn:
        spawn(carrying.run(spawn), name="couriers")
        await help_asked(stage)
        carrying.nudge()
        await stage.until(lambda: _begun(stage, SUPERVISOR))
        chief = await stage.storage.directory.actor(SUPERVISOR)
        assert chief is not None
        await ReviewService(stage.office).remark(chief, CALL, Sealed("语气很稳"), stage.cause())
        carrying.nudge()
        await stage.until(lambda: _came(stage, AGENT))
        assert await stage.cards(SUPERVISOR) == []
        stage.faults.let_go.set()
        await stage.until(lambda: _came(stage, SUPERVISOR))


async def _begun(stage: Stage, chat: int) -> bool:
    return any(each == chat for _, each, _ in stage.faults.calls)


async def _came(stage: Stage, person: PersonId) -> bool:
    return len(await stage.cards(person)) == 1


async def test_notices_of_one_recipient_go_one_by_one_in_their_order(stage: Stage) -> None:
    await stage.opened()
    chief = await stage.storage.directory.actor(SUPERVISOR)
    assert chief is not None
    for n in range(3):
        stage.playground.clock.step(seconds=1)
        await ReviewService(stage.office).remark(chief, CALL, Sealed(f"第{n}条"), stage.cause())
    stage.faults.most_under_way.clear()
    stage.faults.plan["sendmessage"] = [Fault.BEFORE, Fault.FLOOD, Fault.AFTER]

    assert await stage.couriers().once() == 3

    sent = sorted(stage.tables.dispatches.values(), key=lambda each: each.id)
    assert [each.state for each in sent] == [DispatchState.SENT] * 3
    assert [each.message for each in sent] == sorted(each.message or 0 for each in sent)
    assert stage.faults.most_under_way["sendmessage"] == 1


@dataclass(slots=True)
class Away:
    """Dispatches whose storage is away for the first few times that something is to be recorded."""

    inner: Dispatches
    times: int

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        return await self.inner.due(now)

    async def recover(self, but: Collection[int] = ()) -> int:
        return await self.inner.recover(but)

    async def sent(self, dispatch: int, message: int) -> None:
        if self.times:
            self.times -= 1
            raise StorageUnavailableError
        await self.inner.sent(dispatch, message)

    async def dropped(self, dispatch: Dispatch) -> None:
        await self.inner.dropped(dispatch)

    async def put_off(self, dispatch: Dispatch, until: datetime) -> None:
        await self.inner.put_off(dispatch, until)

    async def hasten(self, by: timedelta) -> None:
        await self.inner.hasten(by)

    async def next_due_at(self) -> datetime | None:
        return await self.inner.next_due_at()


async def test_notice_that_was_sent_while_the_storage_went_away_is_neither_sent_again_nor_left_sending(
    stage: Stage,
) -> None:
    await help_asked(stage)
    carrying = replace(stage.couriers(), dispatches=Away(stage.storage.dispatches, times=3))

    await carrying.once()

    assert (len(await stage.cards(SUPERVISOR)), states(stage)) == (1, [DispatchState.SENT])


async def test_notice_in_hand_is_not_taken_a_second_time_though_the_storage_offers_it(stage: Stage) -> None:
    await help_asked(stage)
    stage.faults.plan["sendmessage"] = [Fault.HOLD]
    carrying = stage.couriers()

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(carrying.once())
        await stage.until(lambda: _begun(stage, SUPERVISOR))
        await stage.storage.dispatches.recover()
        assert await carrying.once() == 0
        stage.faults.let_go.set()
        assert await first == 1

    assert (len(await stage.cards(SUPERVISOR)), states(stage)) == (1, [DispatchState.SENT])


async def test_call_that_reached_one_of_two_says_whom_it_reached(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await stage.writes("/start", ADMIN)
    await stage.playground.do("block", person=SUPERVISOR)
    await help_asked(stage)
    carrying, asked = stage.couriers(), (await stage.office.calls.at(CALL)).help_version
    await carrying.once()
    missed = (await stage.office.calls.at(CALL)).reach_of(asked)

    stage.playground.clock.step(minutes=2)
    await carrying.once()

    reach = (await stage.office.calls.at(CALL)).reach_of(asked)
    assert missed is not None
    assert reach is not None
    assert (missed.is_nobody, missed.misses(SUPERVISOR)) == (True, True)
    assert (reach.is_nobody, [person for person, _ in reach.reached]) == (False, [ADMIN])


async def test_who_cannot_be_written_to_takes_nothing_from_whom_a_call_reached_before(stage: Stage) -> None:
    await admit(stage, ADMIN, Role.ADMIN)
    await help_asked(stage)
    carrying, asked = stage.couriers(), (await stage.office.calls.at(CALL)).help_version
    await carrying.once()
    untroubled = (await stage.office.calls.at(CALL)).reach_of(asked)

    stage.playground.clock.step(minutes=2)
    await carrying.once()

    reach = (await stage.office.calls.at(CALL)).reach_of(asked)
    assert untroubled is None
    assert reach is not None
    assert (reach.misses(ADMIN), reach.is_nobody) == (True, False)
    assert [person for person, _ in reach.reached] == [SUPERVISOR]
