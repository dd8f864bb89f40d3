"""The cells: each measured once, in a process of its own, in a folder on a real disk."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.offices import office_over
from bot.settings import Settings
from dialogs.service import Office
from storage.manner import Manner
from storage.opening import Storage, open_storage
from tests.benchmarks.log import growth, memory, reading
from tests.benchmarks.log.callers import AtTheDoor, Past, Tally, Walker, admit
from tests.benchmarks.log.calls import STEPS, Call, agent
from tests.benchmarks.log.pace import CommitMeter, Figures, pace
from tests.benchmarks.log.raw import awaited, raw
from tests.benchmarks.nursery import ROOT, TrialError
from tests.disk.disk import Disk

ADDED_MS: Final = 10
SETTINGS: Final = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a process is to measure."""

    cell: str
    seconds: float
    folder: str
    """An empty one for this trial."""
    alone: str = ""
    """The log of the live calls alone."""
    grown: str = ""
    """The log in which the same calls are the last of millions of events."""
    warm_up: bool = True
    """Whether each caller first goes some way; without it, they all begin where calls begin."""


@asynccontextmanager
async def opened(path: Path, meter: CommitMeter) -> AsyncIterator[tuple[Storage, Office]]:
    """Open a log as the bot does."""
    async with open_storage(f"sqlite:///{path}", clock=now, manner=Manner(meter=meter)) as storage:
        office = await office_over(SETTINGS, storage)
        yield storage, office


async def _callers(order: Order, many: int, *, door: bool = False) -> Figures:
    meter, tally = CommitMeter(), Tally()
    async with opened(Path(order.folder) / "hejie.db", meter) as (_, office):
        actors = [agent(number) for number in range(many)]
        await admit(office, actors)
        program = office.programs.offered()[0]
        await office.programs.keep(program)
        lanes: list[list[Walker]] = [
            [
                AtTheDoor(office=office, tally=tally, actor=actor)
                if door
                else Past(office=office, tally=tally, call=Call(program=program, actor=actor))
            ]
            for actor in actors
        ]
        # Nobody begins where the neighbour does, as in a firm whose calls began at any time.
        warm = [number * 7 % len(STEPS) + 1 if order.warm_up else 0 for number in range(many)]
        return await pace(lanes, tally, meter, order.seconds, warm)


def _full(many: int) -> Callable[[Order], Awaitable[Figures]]:
    return lambda order: _callers(order, many)


def _door(many: int) -> Callable[[Order], Awaitable[Figures]]:
    return lambda order: _callers(order, many, door=True)


def _peer(many: int) -> Callable[[Order], Awaitable[Figures]]:
    return lambda order: awaited(Path(order.folder) / "peer.db", order.seconds, many)


async def _raw(order: Order) -> Figures:
    return raw(Path(order.folder) / "raw.db", order.seconds)


def _slow(trial: Callable[[Order], Awaitable[Figures]]) -> Callable[[Order], Awaitable[Figures]]:
    async def slowed(order: Order) -> Figures:
        with Disk(delay_ms=ADDED_MS):
            return await trial(order)

    return slowed


def _grown(path: Callable[[Order], str]) -> Callable[[Order], Awaitable[Figures]]:
    async def grown(order: Order) -> Figures:
        meter = CommitMeter()
        async with opened(Path(path(order)), meter) as (_, office):
            return await growth.measured(office, meter, Path(path(order)), order.seconds)

    return grown


async def _read(order: Order) -> Figures:
    return await reading.measured(Path(order.grown), lambda path: opened(path, CommitMeter()))


def _held(most: int | None) -> Callable[[Order], Awaitable[Figures]]:
    async def held(order: Order) -> Figures:
        path = Path(order.alone)
        async with opened(path, CommitMeter()) as (_, office):
            return await memory.measured(office, path, most)

    return held


TRIALS: Final[Mapping[str, Callable[[Order], Awaitable[Figures]]]] = {
    "raw": _raw,
    "aiosqlite-1": _peer(1),
    "aiosqlite-16": _peer(16),
    "full-1": _full(1),
    "full-16": _full(16),
    "full-256": _full(256),
    "door-16": _door(16),
    "door-256": _door(256),
    "slow-raw": _slow(_raw),
    "slow-16": _slow(_full(16)),
    "slow-64": _slow(_full(64)),
    "alone-64": _grown(lambda order: order.alone),
    "grown-64": _grown(lambda order: order.grown),
    "reading": _read,
    "memory": _held(None),
    "memory-all": _held(memory.ALL),
}


async def apart(order: Order) -> Figures:
    """Measure in a process of its own.

    Raises:
        TrialError: it gave no figures.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.log.trials",
        json.dumps(asdict(order)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    said, trouble = await process.communicate()
    if process.returncode:
        raise TrialError(f"{order.cell} gave no figures:\n{trouble.decode()[-3000:]}")
    figures: dict[str, float] = json.loads(said)
    return figures


def main(line: str) -> None:
    """Carry out one order, and say what was found."""
    order = Order(**json.loads(line))
    figures = asyncio.run(_carried_out(order))
    sys.stdout.write(json.dumps(dict(figures)))


async def _carried_out(order: Order) -> Figures:
    return await TRIALS[order.cell](order)


if __name__ == "__main__":
    main(sys.argv[1])
