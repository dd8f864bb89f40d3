"""What a supervisor writes to an agent comes onto the card and closes nothing that the agent has open."""

import asyncio
from dataclasses import replace

from bot.telegram.deeds import Glance
from dialogs.cards import Panel
from dialogs.commands import Whisper
from dialogs.sealed import Sealed
from tests.bot.telegram.driving import CALL, SUPERVISOR, Stage, show
from tests.bot.telegram.faults import Fault

SAID = "先问清楚金额"
IN_PANEL = show(glance=Glance(Panel.TEMPERATURE))


async def whispered(stage: Stage) -> None:
    chief = await stage.storage.directory.actor(SUPERVISOR)
    assert chief is not None
    await stage.does(Whisper(actor=chief, session=CALL, words=Sealed(SAID)))


async def test_panel_that_is_open_stays_open_under_a_whisper(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    [(_, buttons)] = await stage.cards()
    await easel.show(IN_PANEL)
    [(_, of_panel)] = await stage.cards()
    await whispered(stage)

    await easel.show(replace(show(), keeps=True))

    [(text, shown)] = await stage.cards()
    assert SAID in text
    assert shown == of_panel != buttons


async def test_panel_that_is_just_being_opened_is_open_when_the_whisper_is_there(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(IN_PANEL)
    [(_, of_panel)] = await stage.cards()
    await easel.show(show())
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(easel.show(IN_PANEL))
        await stage.until(lambda: _is_held(stage))
        await whispered(stage)
        tasks.create_task(easel.show(replace(show(), keeps=True)))
        await asyncio.sleep(0)
        stage.faults.let_go.set()

    [(text, shown)] = await stage.cards()
    assert SAID in text
    assert shown == of_panel


async def _is_held(stage: Stage) -> bool:
    return stage.faults.under_way.get("editmessagetext", 0) == 1
