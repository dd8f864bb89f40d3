"""One process of a cell: opens the log as a bot does, waits for the others, and lets its callers go on."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.offices import office_over
from bot.settings import Settings
from dialogs.service import Office
from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import open_storage
from tests.benchmarks.log.callers import AtTheDoor, Past, Tally, Walker, admit
from tests.benchmarks.log.calls import STEPS, Call, agent
from tests.benchmarks.log.pace import CommitMeter, Figures, pace
from tests.benchmarks.postgres.cells import Work
from tests.benchmarks.postgres.raw import raw

READY: Final = "ready"
Begun = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a process is to do."""

    work: str
    url: str
    keys: str
    """The keys of the log, which all replicas share."""
    second: str
    """The folder of the second place, likewise."""
    first: int
    """The number of its first agent."""
    callers: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of it."""

    figures: Figures
    waits: Sequence[float]
    """Seconds of each append, as its caller saw them."""
    commits: int = 0


@asynccontextmanager
async def opened(order: Order, meter: CommitMeter) -> AsyncIterator[Office]:
    """Open the log as one of several bots does."""
    keyring = Keyring.read(order.keys)
    manner = Manner(keyring=keyring, second=Path(order.second), meter=meter, shared=True)
    async with open_storage(order.url, clock=now, manner=manner) as storage:
        office = await office_over(Settings(), storage)
        yield office


async def carried_out(order: Order, begun: Begun) -> Found:
    """Do what ``order`` says; the clock starts once it has ``begun``."""
    if order.work == Work.RAW:
        figures, took = await raw(order.url, order.seconds, begun)
        return Found(figures=figures, waits=took, commits=len(took))
    meter, tally = CommitMeter(), Tally()
    async with opened(order, meter) as office:
        lanes = await _lanes(order, office, tally)
        # Nobody begins where the neighbour does, as in a firm whose calls began at any time.
        warm = [(order.first + number) * 7 % len(STEPS) + 1 for number in range(order.callers)]
        figures = await pace(lanes, tally, meter, order.seconds, warm, begun)
        return Found(figures=figures, waits=tally.waits, commits=len(meter.commits))


async def _lanes(order: Order, office: Office, tally: Tally) -> list[list[Walker]]:
    actors = [agent(order.first + number) for number in range(order.callers)]
    await admit(office, actors)
    program = office.programs.offered()[0]
    await office.programs.keep(program)
    return [
        [
            AtTheDoor(office=office, tally=tally, actor=actor)
            if order.work == Work.DOOR
            else Past(office=office, tally=tally, call=Call(program=program, actor=actor))
        ]
        for actor in actors
    ]


async def _told() -> None:
    """Say that we are ready, and wait for the word."""
    _say(READY)
    await asyncio.to_thread(sys.stdin.readline)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(line: str) -> None:
    """Carry out one order, and say what was found."""
    found = asyncio.run(carried_out(Order(**json.loads(line)), _told))
    _say(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(sys.argv[1])
