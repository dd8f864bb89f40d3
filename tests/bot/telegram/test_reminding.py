"""Reminders of deadlines: before each, once, without a sound, and none that says nothing new."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from dialogs.deadline_wishes import DeadlineCommand, ExtendDeadline, PauseDeadline, SettleDeadline
from dialogs.deadlines import PauseGround, Settling
from dialogs.events import CallClosed, RoleChanged
from dialogs.ids import ComplaintId, PersonId, TeamId, complaint_stream, person_stream
from dialogs.ports import DispatchState, Write
from dialogs.program import Outcome
from dialogs.roles import Role
from dialogs.service import Counted, DeadlineService
from dialogs.texts import Language, Phrase
from tests.bot.playground.driving import SteppedClock
from tests.bot.telegram.driving import AGENT, CALL, SUPERVISOR, ZONE, Stage, staged
from tests.builders.deadlines import COMPLEX, DECISION, POLICY

COMPLAINT = ComplaintId(CALL.replace("01JDMZ", "01JDMC"))
NINE = 9
FIRST, SECOND = 12, 14
"""Days after receipt on which a decision that is due on the fifteenth is reminded of."""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(SteppedClock(datetime(2030, 1, 2, 6, 2, tzinfo=UTC)), POLICY) as set_up:
        await set_up.opened()
        yield set_up


async def it_is(stage: Stage, days: int, hour: int = NINE, minute: int = 0) -> None:
    """Let it be so many days after receipt, at a local time; then let couriers carry what is due."""
    day = datetime(2030, 1, 2, hour, minute, tzinfo=ZONE) + timedelta(days=days)
    stage.playground.clock.now = day.astimezone(UTC)
    await stage.couriers().once()


async def reminded(stage: Stage, person: PersonId = AGENT) -> list[str]:
    return [text for text, _ in await stage.cards(person) if "⏳ 快到期了" in text]


async def wishes(stage: Stage, command: DeadlineCommand) -> None:
    assert isinstance(await DeadlineService(stage.office).handle(command, stage.cause()), Counted)


async def wish(stage: Stage, kind: type, **values: object) -> None:
    actor = await stage.storage.directory.actor(SUPERVISOR)
    await wishes(stage, kind(actor=actor, session=CALL, rule=DECISION.id, **values))


async def test_agent_and_supervisor_are_reminded_at_nine_once_and_without_a_sound(stage: Stage) -> None:
    await it_is(stage, FIRST, 8, 59)
    assert await reminded(stage) == []

    await it_is(stage, FIRST)
    await it_is(stage, FIRST, 17)

    [text] = await reminded(stage)
    assert await reminded(stage, SUPERVISOR) == [text]
    assert "投诉处理决定：最晚 1月17日（周四），还有 3 天" in text
    sent = await stage.called("sendMessage")
    assert [each["disable_notification"] for each in sent if "快到期了" in str(each["text"])] == ["true"] * 2
    await it_is(stage, SECOND)
    assert len(await reminded(stage)) == 2


async def test_after_an_outage_only_the_latest_reminder_is_sent(stage: Stage) -> None:
    await it_is(stage, SECOND, 12)

    [text] = await reminded(stage)
    assert "还有 1 天" in text


async def test_clock_that_is_put_back_a_little_loses_no_reminder(stage: Stage) -> None:
    await stage.storage.dispatches.hasten(timedelta(seconds=2))

    await it_is(stage, FIRST, 9, 1)

    assert len(await reminded(stage)) == 1


async def test_overdue_deadline_is_told_as_such(stage: Stage) -> None:
    await it_is(stage, 17)

    [text] = await reminded(stage)
    assert "⚠ 投诉处理决定：1月17日（周四） 到期，已过 2 天" in text


async def test_extension_moves_the_reminders_and_voids_those_before(stage: Stage) -> None:
    await wish(stage, ExtendDeadline, extension=COMPLEX.id)

    await it_is(stage, FIRST)
    assert await reminded(stage) == []
    await it_is(stage, FIRST + 15)
    assert len(await reminded(stage)) == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (PauseDeadline, {"ground": PauseGround.MEDIATION}),
        (SettleDeadline, {"how": Settling.WITHDRAWN}),
    ],
)
async def test_deadline_that_does_not_run_reminds_nobody(
    stage: Stage, kind: type, values: dict[str, object]
) -> None:
    await wish(stage, kind, day=stage.office.now().date(), **values)

    await it_is(stage, SECOND)

    assert await reminded(stage) == []
    assert {each.state for each in stage.tables.dispatches.values()} == {DispatchState.DROPPED}


async def test_complaint_that_was_agreed_upon_reminds_nobody(stage: Stage) -> None:
    await stage.storage.events.append([closed(stage)], stage.cause())

    await it_is(stage, FIRST)

    assert await reminded(stage) == []


async def test_supervisor_of_another_team_by_then_is_not_reminded(stage: Stage) -> None:
    boss = await stage.storage.directory.actor(SUPERVISOR)
    assert boss is not None
    moved = RoleChanged(
        at=stage.office.clock(),
        by=AGENT,
        person=SUPERVISOR,
        role=Role.SUPERVISOR,
        team=TeamId("二组"),
    )
    stream = person_stream(SUPERVISOR)
    known = len(await stage.storage.events.load(stream))
    await stage.storage.events.append([Write(stream, known, (moved,))], stage.cause())

    await it_is(stage, FIRST)

    assert (len(await reminded(stage)), await reminded(stage, SUPERVISOR)) == (1, [])


async def test_reminder_in_doubt_after_a_crash_says_so_and_one_that_was_sent_is_not_sent_again(
    stage: Stage,
) -> None:
    stage.playground.clock.step(days=FIRST)
    taken = await stage.storage.dispatches.due(stage.office.clock())
    assert [each.notice.to for each in taken] == [AGENT, SUPERVISOR]
    await stage.storage.dispatches.sent(taken[1].id, 1)

    assert await stage.storage.dispatches.recover() == 1
    await stage.couriers().once()

    [text] = await reminded(stage)
    assert stage.words.say(Phrase("card.maybe_twice"), Language.ZH) in text
    assert await reminded(stage, SUPERVISOR) == []


async def test_reminder_of_midnight_that_a_crash_cut_off_is_sent() -> None:
    clock = SteppedClock(datetime(2030, 1, 2, 6, 2, tzinfo=UTC))
    async with staged(clock, replace(POLICY, remind_at=time())) as stage:
        await stage.opened()
        clock.now = datetime(2030, 1, 2 + FIRST, tzinfo=ZONE).astimezone(UTC)
        await stage.storage.dispatches.due(stage.office.clock())
        assert await stage.storage.dispatches.recover() == 2

        await stage.couriers().once()

        assert (len(await reminded(stage)), len(await reminded(stage, SUPERVISOR))) == (1, 1)


def closed(stage: Stage) -> Write:
    """The call ended with an agreement."""
    stream = complaint_stream(COMPLAINT)
    agreed = CallClosed(at=stage.office.clock(), by=AGENT, session=CALL, outcome=Outcome.AGREED)
    return Write(stream, 2, (agreed,))
