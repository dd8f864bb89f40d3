"""A review waits while its agent is on the phone in another call, and not for ever."""

from dialogs.commands import EndSession
from dialogs.program import Outcome
from dialogs.sealed import Sealed
from dialogs.service import ReviewService
from tests.bot.telegram.driving import AGENT, CALL, OTHER_CALL, SUPERVISOR, Stage


async def reviewed(stage: Stage) -> int:
    """Remark on the first call, carry what is due, and return how many messages its agent has."""
    chief = await stage.storage.directory.actor(SUPERVISOR)
    assert chief is not None
    await ReviewService(stage.office).remark(chief, CALL, Sealed("编造的评语"), stage.cause())
    await stage.couriers().once()
    return len(await stage.cards(AGENT))


async def passed(stage: Stage, minutes: int) -> int:
    stage.playground.clock.step(minutes=minutes)
    await stage.couriers().once()
    return len(await stage.cards(AGENT))


async def test_review_of_an_old_call_waits_until_its_agent_is_off_the_phone(stage: Stage) -> None:
    await stage.opened()
    await stage.opened(OTHER_CALL, "海棠-18")

    seen = [await reviewed(stage), await passed(stage, 30)]
    agent = await stage.storage.directory.actor(AGENT)
    assert agent is not None
    await stage.does(EndSession(actor=agent, session=OTHER_CALL, outcome=Outcome.DECLINED))

    assert [*seen, await passed(stage, 1)] == [0, 0, 1]


async def test_review_of_an_old_call_waits_an_hour_at_most(stage: Stage) -> None:
    await stage.opened()
    await stage.opened(OTHER_CALL, "海棠-18")

    assert [await reviewed(stage), await passed(stage, 59), await passed(stage, 1)] == [0, 0, 1]


async def test_remark_on_the_call_that_goes_on_is_told_at_once(stage: Stage) -> None:
    await stage.opened()

    assert await reviewed(stage) == 1
