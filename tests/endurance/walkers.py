"""A program of a long run: agents who walk open calls at a steady pace, and say each minute how it went."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from bot.clock import now
from bot.garbage import collections_without_what_is_there
from bot.offices import office_over
from bot.settings import Settings
from dialogs.ports import StorageUnavailableError
from dialogs.service import Office
from storage.keys_file import read_keys
from storage.manner import Manner
from storage.opening import SQLITE, open_storage
from storage.sql.appender import MOST_HEADS
from tests.benchmarks.clocks import resident_kb
from tests.benchmarks.log.callers import Past, Tally, admit
from tests.benchmarks.log.calls import Call, agent
from tests.endurance.minutes import Minute, minute

MINUTE: Final = 60.0
BEAT: Final = 0.02
STREAMS: Final = 2
"""Of a call: its own, and that of its complaint."""
READY: Final = "ready"
"""What a program says first."""
SETTINGS: Final = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one program is to do."""

    url: str
    keys: str
    """The file of the keys."""
    second: str
    """The folder of the second place."""
    calls: int
    first: int
    """The number of its first agent: no two programs have one in common."""
    rate: float
    """Appends a second."""
    minutes: int
    seed: int
    lasts: float = MINUTE
    """Seconds of what counts as a minute. Tests are in a hurry."""


@dataclass(slots=True)
class Crowd:
    """Agents with an open call each, of whom one after the other taps."""

    free: list[Past]
    chance: Random
    tally: Tally = field(default_factory=Tally)
    errors: int = 0
    begun: int = 0
    """How many calls were begun."""

    async def tap(self, walker: Past) -> None:
        """Let an agent tap once; one whose append failed begins another call."""
        try:
            await walker.go_on()
            self.begun += not walker.call.place
        except StorageUnavailableError:
            self.errors += 1
            walker.call = Call(program=walker.call.program, actor=walker.call.actor)
        self.free.append(walker)

    def whoever(self) -> Past | None:
        """Return somebody who does not wait for an answer; none while all do."""
        if not self.free:
            return None
        place = self.chance.randrange(len(self.free))
        self.free[place], self.free[-1] = self.free[-1], self.free[place]
        return self.free.pop()


async def nobody() -> None:
    """Wait for nobody else."""


async def walk(
    order: Order,
    tell: Callable[[Mapping[str, float]], None],
    others: Callable[[], Awaitable[object]] = nobody,
) -> int:
    """Open the log, walk for as long as asked, and tell what came of each minute.

    Nobody walks before the ``others`` are as far: letting thousands of people in takes seconds, and writes.
    Return how many events were acknowledged after the last minute.
    """
    manner = Manner(keyring=read_keys(Path(order.keys)), second=Path(order.second), shared=True)
    async with open_storage(order.url, clock=now, manner=manner) as storage:
        office = await office_over(SETTINGS, storage)
        crowd = await _crowd(order, office)
        await others()
        with collections_without_what_is_there():
            async with asyncio.TaskGroup() as group:
                for _ in range(order.minutes):
                    tell(asdict(await _minute(order, crowd, group)))
    return crowd.tally.events


async def _crowd(order: Order, office: Office) -> Crowd:
    actors = [agent(order.first + number) for number in range(order.calls)]
    await admit(office, actors)
    program = office.programs.offered()[0]
    await office.programs.keep(program)
    tally = Tally()
    walkers = [Past(office=office, tally=tally, call=Call(program=program, actor=each)) for each in actors]
    return Crowd(walkers, Random(order.seed), tally)


async def _minute(order: Order, crowd: Crowd, group: asyncio.TaskGroup) -> Minute:
    begun, taps = monotonic(), 0
    while (passed := monotonic() - begun) < order.lasts:
        for _ in range(int(passed * order.rate) - taps):
            taps += 1
            if (walker := crowd.whoever()) is not None:
                group.create_task(crowd.tap(walker))
        await asyncio.sleep(BEAT)
    tally = crowd.tally
    found = minute(
        tally.events,
        crowd.errors,
        tally.waits,
        resident_kb(os.getpid()),
        _journal(order.url),
        is_warm=crowd.begun * STREAMS >= MOST_HEADS,
    )
    tally.clear()
    crowd.errors = 0
    return found


def _journal(url: str) -> int:
    if not url.startswith(SQLITE):
        return 0
    journal = Path(f"{url.removeprefix(SQLITE)}-wal")
    return journal.stat().st_size if journal.exists() else 0


async def _others() -> None:
    """Say that this program could begin, and wait until it may."""
    _say(READY)
    await asyncio.to_thread(sys.stdin.readline)


def _say(said: object) -> None:
    print(json.dumps(said), flush=True)  # noqa: T201 - its way to whoever started it


def main(arguments: Sequence[str]) -> None:
    """Walk as the one argument orders, a JSON object, once a line is read; each minute writes one."""
    _say(asyncio.run(walk(Order(**json.loads(arguments[0])), _say, _others)))


if __name__ == "__main__":
    main(sys.argv[1:])
