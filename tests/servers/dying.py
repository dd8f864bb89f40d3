"""Kills a whole server again and again while callers write to it, and compares in the end."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from storage.opening import SHANGHAI, Storage, in_database
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.opening import open_lines, writing
from storage.sql.writer import Writer
from tests.disk.judge import Verdict
from tests.servers.callers import Caller, Told
from tests.servers.finding import as_one_of_several, as_the_bot_does, flaws_in
from tests.storage.places import fixed_clock
from tests.storage.postgres.server import SETTINGS, Server
from tests.storage.postgres.tunnel import Tunnel, tunnel

CALLERS: Final = 8
MOST: Final = 150
"""Appends, at most, that are acknowledged between two deaths; there may be none."""
OF_ONE: Final = 0.25
"""The share of deaths that only one process of the server dies, and the server mends itself."""
SHORTLY: Final = 0.01
"""Seconds for which nobody hears any more what a server says before it dies."""
PATIENCE: Final = 60.0
_LOOK: Final = 0.002
HASTY: Final = (*SETTINGS, "fsync=on", "synchronous_commit=off", "wal_writer_delay=10s")
"""Settings of a server that answers long before a commit is on its disk, unless it is told otherwise."""
Opening = Callable[[str, Path], AbstractAsyncContextManager[Storage]]


@dataclass(slots=True)
class Figures:
    """What the deaths of a server came to."""

    kills: int = 0
    of_one: int = 0
    """Kills of one of its processes alone."""
    told: Told = field(default_factory=Told)
    verdict: Verdict = field(default_factory=Verdict)
    flaws: Sequence[str] = ()
    """What a store that is opened afterwards says of its log."""

    @property
    def broken(self) -> list[str]:
        """Return every promise that was broken."""
        lost = [f"{cause} is lost" for cause in self.verdict.lost]
        return [*lost, *self.verdict.wrong, *self.told.other_words, *self.flaws]

    def __str__(self) -> str:
        told = self.told
        return (
            f"{self.kills} kills of a whole server, {self.of_one} of one of its processes: "
            f"{len(told.acknowledged):,} appends acknowledged, {len(self.verdict.lost)} lost; "
            f"{told.refused:,} tries refused, {told.written_before} answers died with the server, and were "
            "given when the same came again"
        )


@asynccontextmanager
async def answering_early(url: str, folder: Path) -> AsyncIterator[Storage]:
    """Broken: a store that lets the server answer before a commit is on its disk, and never looks back."""
    async with open_lines(url, fixed_clock, as_one_of_several(folder)) as lines:
        writer = Writer(PostgresEngine("early", partial(early, url)))
        try:
            yield in_database(replace(lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
        finally:
            await writer.close()


def early(url: str, patience: float = 5.0, *, shared: bool = False) -> PostgresConnection:
    """Open a connection that writes, and undo what makes its commits durable."""
    connection = writing(url, patience, shared=shared)
    connection.execute("SET synchronous_commit = off")
    return connection


async def killed(
    own: Server, folder: Path, seed: int, kills: int, opening: Opening = as_the_bot_does, stores: int = 2
) -> Figures:
    """Let callers of some stores write while a server dies so many times; fewer when one gave up before."""
    figures = Figures()
    own.restart()  # here: a server ends with the thread that started it
    url = own.migrated("hejie_killed")
    async with AsyncExitStack() as ends:
        await ends.enter_async_context(asyncio.timeout(PATIENCE + kills * 5))
        way = await ends.enter_async_context(tunnel(url))
        opened = [await ends.enter_async_context(opening(way.url, folder)) for _ in range(stores)]
        await _walk(opened, Death(own, way, random.Random(seed)), figures, kills)
    figures.verdict = figures.told.verdict(url)
    figures.flaws = await flaws_in(url, folder)
    return figures


@dataclass(frozen=True, slots=True)
class Death:
    """How a server ends and comes back."""

    server: Server
    way: Tunnel
    chance: random.Random

    async def come(self) -> None:
        """Kill it shortly after its last word was heard, and start it again."""
        async with self._unheard():
            await asyncio.to_thread(self.server.kill)
        await asyncio.to_thread(self.server.restart)

    async def strike(self) -> None:
        """Kill one of its processes shortly after its last word was heard."""
        async with self._unheard():
            self.server.kill_one(self.chance)

    @asynccontextmanager
    async def _unheard(self) -> AsyncIterator[None]:
        self.way.is_deaf = True
        await asyncio.sleep(self.chance.choice((0, self.chance.uniform(0, SHORTLY))))
        yield
        self.way.is_deaf = False


async def _walk(stores: Sequence[Storage], death: Death, figures: Figures, kills: int) -> None:
    told = figures.told

    def goes_on() -> bool:
        return figures.kills < kills and not told.other_words

    async with asyncio.TaskGroup() as group:
        for number in range(CALLERS):
            events = stores[number % len(stores)].events
            group.create_task(Caller(events, told, goes_on).calls(f"A{number}"))
        while goes_on():
            enough = len(told.acknowledged) + death.chance.randint(0, MOST)
            while len(told.acknowledged) < enough and goes_on():  # noqa: ASYNC110 - nothing tells it
                await asyncio.sleep(_LOOK)
            if death.chance.random() < OF_ONE:
                await death.strike()
                figures.of_one += 1
            else:
                await death.come()
                figures.kills += 1
