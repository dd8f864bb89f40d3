"""A cue comes onto the card in the chat by itself: one silent edit, also after a restart."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace

import pytest

from bot.telegram.crew import crew
from bot.telegram.deeds import Glance, ShowCall
from bot.telegram.easel import LEFT_TO_OTHERS, Easel
from bot.telegram.reconcile import SHARED_AFTER, Reconciler
from dialogs.cards import Panel
from dialogs.commands import Pause
from dialogs.events import PauseReason
from dialogs.ids import session_stream
from dialogs.ports import CallLockedError
from dialogs.program import Cue
from storage.errors import UnreadableEventError
from tests.bot.telegram.driving import AGENT, CALL, OTHER_AGENT, OTHER_CALL, OneProgram, Stage, show
from tests.builders.program import SMALL, both, small_program
from tests.builders.unreadable import Unreadable

MARK = "⏱"
CANNOT_BE_READ = pytest.mark.parametrize("error", [UnreadableEventError, CallLockedError])


def cued() -> OneProgram:
    """The small program with a cue at its first step, after 40 seconds."""
    first = SMALL.steps[SMALL.start]
    steps = {**SMALL.steps, first.id: replace(first, cues=(Cue(40, both("还在吗")),))}
    return OneProgram(small_program(steps=steps))


@pytest.fixture(autouse=True)
def with_cues(stage: Stage) -> None:
    stage.office = replace(stage.office, programs=cued())


async def looked(stage: Stage, easel: Easel, *, anew: bool = False) -> None:
    """Let the reconciler look once; ``anew`` as it does when it has just started."""
    async with crew() as hired:
        reconciler = Reconciler(shown=stage.storage.shown, easel=easel, spawn=hired)
        if anew:
            await reconciler.recall()
        await reconciler.once()
        await hired.rest(5)


async def marks(stage: Stage) -> list[bool]:
    return [MARK in text for text, _ in await stage.cards()]


async def edits(stage: Stage) -> int:
    return await stage.calls("editMessageText")


async def test_cue_comes_once_its_time_has_come_by_one_edit(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    drawn = await edits(stage)

    stage.playground.clock.step(seconds=39)
    await looked(stage, easel)
    assert (await marks(stage), await edits(stage)) == ([False], drawn)
    stage.playground.clock.step(seconds=1)
    for _ in range(3):
        await looked(stage, easel)

    assert (await marks(stage), await edits(stage)) == ([True], drawn + 1)


async def test_cue_that_waited_comes_after_a_restart_too(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    after = stage.easel()
    await looked(stage, after, anew=True)
    assert await marks(stage) == [False]

    stage.playground.clock.step(seconds=40 + LEFT_TO_OTHERS.total_seconds())
    await looked(stage, after)

    assert await marks(stage) == [True]


async def test_cue_that_fell_due_while_the_bot_was_down_comes_at_its_start(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    stage.playground.clock.step(seconds=60)

    await looked(stage, stage.easel(), anew=True)

    assert await marks(stage) == [True]


@CANNOT_BE_READ
async def test_call_whose_events_cannot_be_read_keeps_no_cue_from_another(
    stage: Stage, error: type[Exception]
) -> None:
    await stage.opened()
    await stage.opened(OTHER_CALL, "海棠-18", OTHER_AGENT)
    await stage.easel().show(show())
    await stage.easel().show(ShowCall(OTHER_AGENT, OTHER_AGENT, OTHER_CALL))
    stage.playground.clock.step(seconds=60)
    store = Unreadable(stage.storage.events, {session_stream(CALL)}, error)
    stage.office = replace(stage.office, store=store)

    await looked(stage, stage.easel(), anew=True)

    assert [MARK in text for text, _ in await stage.cards(OTHER_AGENT)] == [True]


@CANNOT_BE_READ
async def test_call_whose_events_cannot_be_read_keeps_no_cue_from_another_of_its_chat_and_is_told_of_once(
    stage: Stage, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    store = Unreadable(stage.storage.events, error=error)
    stage.office = replace(stage.office, store=store)
    easel = stage.easel()
    for session, alias in ((CALL, "青松-17"), (OTHER_CALL, "海棠-18")):
        await stage.opened(session, alias)
        await easel.show(show(session))
    behind = await stage.shown()
    assert await stage.storage.shown.record(replace(behind, version=0, live=True), after=behind)
    store.streams.add(session_stream(CALL))
    stage.playground.clock.step(seconds=40)

    async with crew() as hired:
        reconciler = Reconciler(shown=stage.storage.shown, easel=easel, spawn=hired)
        for _ in range(2):
            await reconciler.once()
            await hired.rest(5)

    assert await marks(stage) == [False, True]
    errors = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert errors == [f"the card of call {CALL} stays as it is: its events cannot be read"]


async def test_start_leaves_a_panel_that_is_open_as_it_is(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show(glance=Glance(panel=Panel.MENU)))
    before = await stage.cards()

    await looked(stage, stage.easel(), anew=True)

    assert await stage.cards() == before


async def test_tap_in_time_leaves_no_cue_to_come(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    await stage.chooses("goes-on")
    await easel.show(show())

    stage.playground.clock.step(seconds=100)
    await looked(stage, easel)

    assert await marks(stage) == [False]


async def test_call_that_stands_still_gets_no_cue(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(Pause(actor=actor, session=CALL, reason=PauseReason.ASKED))
    await easel.show(show())

    stage.playground.clock.step(seconds=100)
    await looked(stage, easel)

    assert await marks(stage) == [False]


@pytest.mark.parametrize("after", [0.0, SHARED_AFTER])
async def test_bot_that_stops_does_not_wait_for_the_next_look(stage: Stage, after: float) -> None:
    begun = asyncio.Event()
    async with asyncio.TaskGroup() as group, crew() as hired:

        def spawn(work: Coroutine[object, object, None], *, name: str) -> None:
            hired(work, name=name)
            begun.set()

        easel = stage.easel()
        reconciler = Reconciler(shown=stage.storage.shown, easel=easel, spawn=spawn, every=60.0, after=after)
        looking = group.create_task(reconciler.run())
        await begun.wait()
        looking.cancel()

        async with asyncio.timeout(20):
            await hired.rest(60)
