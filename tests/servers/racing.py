"""Has several programs race on one log, follows it meanwhile, and compares what they were told with it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from dialogs.ids import Cause
from dialogs.ports import Write
from storage.keys_file import write_new
from storage.opening import Storage
from storage.postgres.line import PostgresLine
from storage.postgres.opening import reading
from tests.disk.judge import compared
from tests.disk.workload import Row
from tests.house.tree import ROOT, environment
from tests.servers.finding import as_the_bot_does, flaws_in, found_in
from tests.servers.replica import READY, Answer, Orders
from tests.servers.updates import Plan
from tests.storage.builders import call, opened
from tests.storage.places import KEYRING
from tests.storage.postgres.following import Follower

PATIENCE: Final = 60.0
BREATH: Final = 0.5
"""Seconds between one start and the next."""


@dataclass(frozen=True, slots=True)
class Race:
    """What a race came to."""

    plan: Plan
    answers: Sequence[Answer]
    seen: Sequence[int]
    """Positions that the follower saw, in order."""
    came: int
    """How often another program opened the log meanwhile, and closed it."""
    broken: Sequence[str]

    def __str__(self) -> str:
        slow = sorted(answer.seconds for answer in self.answers)
        beaten = [answer.beaten for answer in self.answers]
        twice = len(self.answers) - self.plan.updates
        return (
            f"{self.plan}, {twice:,} of them delivered to two at once: each written once, "
            f"each delivery answered; another was faster {sum(beaten):,} times, {max(beaten)} times at "
            f"most; p99 {slow[len(slow) * 99 // 100] * 1000:.0f} ms; {len(self.seen):,} events followed, "
            f"{self.came} starts meanwhile"
        )


async def raced(url: str, folder: Path, orders: Orders) -> Race:
    """Let the replicas of a plan race on an empty database; whatever ``orders`` say else holds for each."""
    plan = orders.plan
    await prepare(url, folder, plan)
    line = PostgresLine("followed", partial(reading, url), most=1)
    follower = Follower(line)
    async with asyncio.timeout(PATIENCE + plan.updates / 50), _replicas(orders) as programs:
        answers, came = await _watched(programs, follower, partial(as_the_bot_does, url, folder))
    await line.close()
    flaws = await flaws_in(url, folder)
    wrong = [*broken(url, plan, answers), *_missed(url, follower), *flaws]
    return Race(plan, answers, follower.seen, came, wrong)


async def prepare(url: str, folder: Path, plan: Plan) -> None:
    """Put the keys where replicas look for them, and begin the sessions of a plan."""
    write_new(folder / "keys", KEYRING.text())
    async with as_the_bot_does(url, folder) as storage:
        for name in plan.names:
            await storage.events.append([Write(call(name), 0, (opened(name),))], Cause(name))


async def _watched(
    programs: Sequence[Process],
    follower: Follower,
    opening: Callable[[], AbstractAsyncContextManager[Storage]],
) -> tuple[Sequence[Answer], int]:
    """Let all begin; until the last has ended, follow the log, and let another program come and go."""
    came = 0
    async with asyncio.TaskGroup() as group:
        runs = [group.create_task(_run(each)) for each in programs]

        def is_over() -> bool:
            return all(each.done() for each in runs)

        group.create_task(follower.follow(is_over))
        while not is_over():
            async with opening():
                came += 1
            await asyncio.sleep(BREATH)
    return [answer for each in runs for answer in each.result()], came


@asynccontextmanager
async def _replicas(orders: Orders) -> AsyncIterator[Sequence[Process]]:
    """Start all of them; the body begins when each has opened its store."""
    async with AsyncExitStack() as ends:
        each_ones = [msgspec.structs.replace(orders, replica=each) for each in range(orders.plan.replicas)]
        programs = [await _started(each) for each in each_ones]
        for each in programs:
            ends.push_async_callback(_end, each)
        for each in programs:
            assert each.stdout is not None
            assert (await each.stdout.readline()).decode().strip() == READY
        yield programs


async def _started(orders: Orders) -> Process:
    command = (sys.executable, "-m", "tests.servers.replica", msgspec.json.encode(orders).decode())
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdin=PIPE, stdout=PIPE, limit=2**26
    )


async def _run(program: Process) -> Sequence[Answer]:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(b"go\n")
    return msgspec.json.decode(await program.stdout.readline(), type=list[Answer])


async def _end(program: Process) -> None:
    if program.returncode is None:
        program.kill()
    await program.wait()


def broken(url: str, plan: Plan, answers: Sequence[Answer]) -> Iterator[str]:
    """Compare what the replicas were told with each other, and with the log."""
    of = defaultdict[int, list[Answer]](list)
    for answer in answers:
        of[answer.number].append(answer)
    asked: dict[str, frozenset[Row]] = {name: frozenset({("session", name, 1, name)}) for name in plan.names}
    for update, getting in plan.deliveries():
        told = of[update.number]
        if len(told) != len(getting):
            yield f"{update.cause} was delivered {len(getting)} times and answered {len(told)} times"
        if sum(each.is_new for each in told) != 1:
            yield f"{update.cause} was written {sum(each.is_new for each in told)} times"
        if any(each.versions != told[0].versions for each in told):
            yield f"{update.cause} led to {[each.versions for each in told]}"
        version = told[0].versions[str(update.stream)]
        asked[update.cause] = frozenset({("session", update.session, version, update.cause)})
    verdict = compared(found_in(url), asked, asked)
    yield from (f"{cause} is lost" for cause in verdict.lost)
    yield from verdict.wrong


def _missed(url: str, follower: Follower) -> Iterator[str]:
    there = list(range(1, len(found_in(url).events) + 1))
    if follower.seen != there:
        yield f"who followed saw {len(follower.seen)} of {len(there)} events, or saw them in another order"
