"""What couriers do whose bot does not lead any more, or leads again."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

import pytest

from bot.telegram.crew import crew
from dialogs.commands import AcknowledgeCrisis
from dialogs.ports import Dispatch, DispatchState, StorageUnavailableError
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import SUPERVISOR, Stage
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.test_alarm_changes import said
from tests.bot.telegram.test_alarms import ADMIN, declared, handled
from tests.bot.telegram.test_couriers import Away, help_asked, states


def tried(stage: Stage, method: str) -> bool:
    return any(called == method for called, _, _ in stage.faults.calls)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what the playground does not tell: it hears of no call that is refused before it."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - a fault tells nobody
            await asyncio.sleep(0.005)


async def come(stage: Stage) -> bool:
    return bool(await stage.cards(SUPERVISOR)) and states(stage) == [DispatchState.SENT]


async def test_what_another_bot_carries_by_now_is_left_to_it_however_long_we_waited(stage: Stage) -> None:
    await help_asked(stage)
    late = replace(stage.couriers(), lead=lambda: 0)

    assert await late.once() == 1
    assert (await stage.cards(SUPERVISOR), states(stage)) == ([], [DispatchState.SENDING])

    await stage.storage.dispatches.recover()
    await stage.couriers().once()
    assert (len(await stage.cards(SUPERVISOR)), states(stage)) == (1, [DispatchState.SENT])


async def test_what_waited_since_we_led_an_earlier_time_is_not_sent_as_if_nobody_had_led_between(
    stage: Stage,
) -> None:
    await help_asked(stage)
    stage.faults.calls.clear()
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]
    again = replace(stage.couriers(), lead=lambda: 2 if tried(stage, "sendmessage") else 1)

    assert await again.once() == 1

    assert (await stage.cards(SUPERVISOR), states(stage)) == ([], [DispatchState.SENDING])


async def test_whoever_leads_again_takes_anew_what_still_waits_and_says_that_it_may_have_come_before(
    stage: Stage,
) -> None:
    await help_asked(stage)
    stage.faults.calls.clear()
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]
    again = replace(stage.couriers(), lead=lambda: 2 if tried(stage, "sendmessage") else 1)

    async with crew() as hired:
        hired(again.run(hired), name="first")
        await until(lambda: tried(stage, "sendmessage"))
        hired(again.run(hired), name="again")
        await stage.until(lambda: come(stage))

    [(text, _)] = await stage.cards(SUPERVISOR)
    assert stage.words.say(Phrase("card.maybe_twice"), Language.ZH) in text


async def test_who_is_not_to_be_reached_is_left_to_the_bot_that_carries_it_by_now(stage: Stage) -> None:
    await help_asked(stage)
    await stage.playground.do("block", person=SUPERVISOR)
    stage.faults.calls.clear()

    await replace(stage.couriers(), lead=lambda: 0 if tried(stage, "sendmessage") else 1).once()

    assert states(stage) == [DispatchState.SENDING]


@dataclass(slots=True)
class Silent(Away):
    """Is away for the first few looks."""

    looks: int = 3

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        if self.looks:
            self.looks -= 1
            raise StorageUnavailableError
        return await self.inner.due(now)


@dataclass(slots=True)
class Looked(Away):
    """Says when a look is over."""

    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def next_due_at(self) -> datetime | None:
        self.over.set()
        return await self.inner.next_due_at()


@pytest.mark.parametrize(("recovery", "copies"), [(0.0, 1), (inf, 0)], ids=["shared", "once only"])
async def test_what_a_bot_took_when_it_led_no_more_is_carried_by_the_one_that_leads(
    stage: Stage, recovery: float, copies: int
) -> None:
    watched = Looked(stage.storage.dispatches, times=0)
    carrying = replace(stage.couriers(), dispatches=watched, recovery=recovery)

    async with crew() as hired:
        hired(carrying.run(hired), name="couriers")
        await watched.over.wait()
        await help_asked(stage)
        assert len(await stage.storage.dispatches.due(stage.office.clock())) == 1
        watched.over.clear()
        carrying.nudge()
        await watched.over.wait()
        if copies:
            await stage.until(lambda: come(stage))

    assert len(await stage.cards(SUPERVISOR)) == copies


async def test_what_is_in_our_hands_is_not_taken_for_what_nobody_carries(stage: Stage) -> None:
    await help_asked(stage)
    stage.faults.plan["sendmessage"] = [Fault.HOLD]
    watched = Looked(stage.storage.dispatches, times=0)
    carrying = replace(stage.couriers(), dispatches=watched, recovery=0.0)

    async with crew() as hired:
        hired(carrying.run(hired), name="couriers")
        await until(lambda: stage.faults.under_way.get("sendmessage", 0) == 1)
        for _ in range(2):
            watched.over.clear()
            carrying.nudge()
            await watched.over.wait()
        assert [(each.state, each.again) for each in stage.tables.dispatches.values()] == [
            (DispatchState.SENDING, False)
        ]
        stage.faults.let_go.set()
        await stage.until(lambda: come(stage))


async def test_alarm_that_waited_for_its_chat_says_what_holds_when_it_is_written_over(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    stage.playground.clock.step(seconds=60)
    stage.faults.calls.clear()
    stage.faults.retry_after = 1.0
    stage.faults.plan[f"editmessagetext:{SUPERVISOR}"] = [Fault.FLOOD]

    await stage.couriers().once()  # calls the next one: what the first was sent stands otherwise now
    async with asyncio.TaskGroup() as tasks:
        carrying = tasks.create_task(stage.couriers().once())
        await until(lambda: tried(stage, "editmessagetext"))
        await handled(stage, AcknowledgeCrisis, ADMIN)
        await carrying

    [(line, _)] = await said(stage, SUPERVISOR)
    assert f"虚构{ADMIN}" in line


async def test_alarm_is_not_written_over_by_a_bot_that_leads_no_more(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    stage.playground.clock.step(seconds=60)
    await stage.couriers().once()
    before = await said(stage, SUPERVISOR)
    stage.faults.calls.clear()
    stage.faults.plan[f"editmessagetext:{SUPERVISOR}"] = [Fault.FLOOD]

    await replace(stage.couriers(), lead=lambda: 2 if tried(stage, "editmessagetext") else 1).once()

    assert (await said(stage, SUPERVISOR), tried(stage, "editmessagetext")) == (before, True)
    assert DispatchState.SENDING in states(stage)


async def test_storage_that_is_away_is_told_once_and_once_that_it_is_back(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await help_asked(stage)
    carrying = replace(stage.couriers(), dispatches=Away(stage.storage.dispatches, times=3))

    with caplog.at_level(logging.WARNING, "bot.telegram.couriers"):
        await carrying.once()

    assert caplog.messages == ["a message waits: the storage is away", "no longer so: a message waits"]


async def test_looks_that_the_storage_does_not_answer_are_told_of_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Looked(Silent(stage.storage.dispatches, times=0), times=0)
    with caplog.at_level(logging.WARNING, "bot.telegram.couriers"):
        async with crew() as hired:
            hired(replace(stage.couriers(), dispatches=watched).run(hired), name="couriers")
            await watched.over.wait()
            await until(lambda: len(caplog.messages) > 1)

    assert caplog.messages == ["messages wait: the storage is away", "no longer so: messages wait"]
