"""Work that takes long has a process of its own, which nobody misses when it is gone."""

import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot.apart import Apart, apart
from bot.press import Rehearsing
from bot.settings import LIBRARY
from bot.words import Words
from dialogs.ids import StepId
from playbooks.check import check
from playbooks.workbench import kept_as, texts_of
from tests.pressing import ZONE


@pytest.fixture
async def elsewhere() -> AsyncIterator[Apart]:
    async with apart() as opened:
        await opened.warm()
        yield opened


async def test_work_is_done_in_another_process_and_what_it_raises_is_raised_here(elsewhere: Apart) -> None:
    there = await elsewhere(os.getpid)

    assert there != os.getpid()
    assert await elsewhere(os.getpid) == there
    assert await elsewhere(os.nice, 0) >= 10
    with pytest.raises(ValueError, match="invalid literal"):
        await elsewhere(int, "x")


async def test_process_that_was_killed_is_done_without_and_then_begun_anew(elsewhere: Apart) -> None:
    first = await elsewhere(os.getpid)
    os.kill(first, signal.SIGKILL)

    instead = await elsewhere(os.getpid)
    await elsewhere.warm()
    again = await elsewhere(os.getpid)

    assert instead == os.getpid()
    assert again not in {first, os.getpid()}


async def test_work_does_not_wait_for_the_process_to_begin() -> None:
    async with apart() as opened:
        first = await opened(os.getpid)
        await opened.warm()

        assert first == os.getpid()
        assert await opened(os.getpid) != os.getpid()


async def test_playbooks_travel_there_and_back_as_they_are(elsewhere: Apart) -> None:
    checked = check(LIBRARY / "five-steps")
    assert checked.program is not None
    playbook, sources = checked.program.playbook, dict(checked.sources)

    found = await elsewhere(kept_as, playbook, checked.program.revision, sources)
    texts = await elsewhere(texts_of, playbook, sources, StepId("feel"))

    assert found is not None
    assert found.program == checked.program
    assert hash(found.program) == hash(checked.program)
    assert texts[0].where == "say"
    played = await elsewhere(Rehearsing(LIBRARY, Words(ZONE)), checked.program)
    assert (played.number > 0, played.failing) == (True, 0)
