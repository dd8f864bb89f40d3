"""What couriers do whose bot does not lead any more."""

from dataclasses import replace

from dialogs.ports import DispatchState
from tests.bot.telegram.driving import SUPERVISOR, Stage
from tests.bot.telegram.test_couriers import help_asked, states


async def test_what_another_bot_carries_by_now_is_left_to_it_however_long_we_waited(stage: Stage) -> None:
    await help_asked(stage)
    late = replace(stage.couriers(), leads=lambda: False)

    assert await late.once() == 1
    assert (await stage.cards(SUPERVISOR), states(stage)) == ([], [DispatchState.SENDING])

    await stage.storage.dispatches.recover()
    await stage.couriers().once()
    assert (len(await stage.cards(SUPERVISOR)), states(stage)) == (1, [DispatchState.SENT])
