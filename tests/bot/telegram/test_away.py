"""A storage that is away is told once by whoever looks again and again, and once that it is back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from bot.telegram.crew import crew
from bot.telegram.insistence import Insistence
from bot.telegram.reconcile import Reconciler
from bot.telegram.sweeper import Sweeper
from dialogs.ports import ShownCard, StorageUnavailableError
from storage.memory.desk import MemoryShownCards
from tests.bot.telegram.driving import HURRY, Stage

EVERY = 0.001


@dataclass(frozen=True, slots=True)
class AwayCards(MemoryShownCards):
    """Are away for the first few questions about all of them."""

    failures: list[str] = field(default_factory=lambda: ["away"] * 3)

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        self._fail()
        return await MemoryShownCards.behind(self)

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        self._fail()
        return await MemoryShownCards.to_sweep(self, limit)

    def _fail(self) -> None:
        if self.failures:
            self.failures.pop()
            raise StorageUnavailableError


async def run_until_back(run: Callable[[], Awaitable[None]], caplog: pytest.LogCaptureFixture) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(20) as patience:

            async def watch() -> None:
                while len(caplog.messages) < 2:  # noqa: ASYNC110 - nobody tells what was logged
                    await asyncio.sleep(EVERY)
                patience.reschedule(0)

            async with asyncio.TaskGroup() as group:
                group.create_task(watch())
                await run()


async def test_reconciler_says_once_that_it_cannot_look(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async with crew() as hired:
        easel = stage.easel()
        looking = Reconciler(shown=AwayCards(stage.tables), easel=easel, spawn=hired, every=EVERY)
        with caplog.at_level(logging.WARNING, "bot.telegram.reconcile"):
            await run_until_back(looking.run, caplog)

    what = "cards cannot be compared with the log"
    assert caplog.messages == [f"{what}: the storage is away", f"no longer so: {what}"]


async def test_sweeper_says_once_that_it_cannot_look(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    async with crew() as hired:
        sweeping = Sweeper(
            messenger=stage.messenger,
            shown=AwayCards(stage.tables),
            office=stage.office,
            words=stage.words,
            insistence=Insistence(stage.messenger, HURRY),
            tell=stage.presenter().tell,
            spawn=hired,
            every=EVERY,
        )
        with caplog.at_level(logging.WARNING, "bot.telegram.sweeper"):
            await run_until_back(sweeping.run, caplog)

    what = "chats cannot be swept"
    assert caplog.messages == [f"{what}: the storage is away", f"no longer so: {what}"]
