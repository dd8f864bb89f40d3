"""One cell once: a fresh process on its core, people who tap it, and what that took."""

import asyncio
import contextlib
import gc
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.crowd import Crowd, Finished, Seat
from tests.benchmarks.messages import FIRST_PERSON
from tests.benchmarks.stand_in import Pending, StandIn, serving
from tests.benchmarks.statistics import percentile
from tests.benchmarks.systems import SYSTEMS, System
from tests.benchmarks.systems.orders import Orders

TAPS_A_CALL: Final = 30
"""A real call has 15 to 20."""
PATIENCE: Final = 30.0
"""Seconds until a program must have started."""
MILLISECONDS: Final = 1000.0


class TrialError(Exception):
    """A cell gave no figure: the message says why, with the last that the program said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one trial of a cell gave. Times are in ms."""

    taps: int
    """Finished while the clock ran."""
    taps_a_second: float
    cpu: float
    """Of the program under test, user and system, a tap."""
    p50: float
    p99: float
    added_p50: float
    added_p99: float
    busy: float
    """Part of the time in which the stand-in worked, 0 to 1."""
    cut: bool
    """Not all taps could be finished in time."""
    memory_kb: int
    """Resident set of the program at the end."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls prepared for Hejie: a folder with its log, and a seat at each."""

    folder: Path
    seats: tuple[tuple[int, int, str], ...]


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where trials are made: the cores of both sides, and a folder on a real disk."""

    sut_core: int
    folder: Path

    async def trial(self, cell: Cell, effort: Effort, calls: Calls | None) -> Measured:
        """Measure ``cell`` once.

        Raises:
            TrialError: the program did not start, or what came does not agree with what was sent.
        """
        system = SYSTEMS[cell.system]
        with TemporaryDirectory(dir=self.folder) as own:
            if calls is not None:
                shutil.copytree(calls.folder, own, dirs_exist_ok=True)
            scene = Scene(cell=cell, effort=effort, calls=calls if system.durable else None)
            async with (
                serving(scene.stand_in.heard) as address,
                self._running(system, Orders(address=address, folder=own, mode=system.mode)) as child,
            ):
                await scene.prepare(child)
                measured = await scene.play(child.pid)
            if system.durable:
                scene.compare_log(_choices_in(Path(own) / "hejie.db") - _choices_before(calls))
            return measured

    @asynccontextmanager
    async def _running(self, system: System, orders: Orders) -> AsyncIterator["Child"]:
        words = Path(orders.folder) / "said.txt"
        with words.open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                system.module,
                replace(orders, core=self.sut_core, variant=system.variant).line(),
                stdout=said,
                stderr=said,
            )
        try:
            yield Child(process, words)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@dataclass(frozen=True, slots=True)
class Child:
    """The program under test."""

    process: asyncio.subprocess.Process
    words: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    async def reaches(self, what: Callable[[], bool], name: str) -> None:
        """Wait until ``what`` is true."""
        deadline = time.monotonic() + PATIENCE
        while not what():
            if self.process.returncode is not None or time.monotonic() > deadline:
                raise TrialError(f"the program never {name}:\n{self.words.read_text()[-3000:]}")
            await asyncio.sleep(0.005)


class Scene:
    """The stand-in and the people of one trial."""

    def __init__(self, *, cell: Cell, effort: Effort, calls: Calls | None) -> None:
        self.cell, self.effort, self.calls = cell, effort, calls
        self.crowd = Crowd(bring=self._bring, taps_a_call=TAPS_A_CALL if calls else None)
        self.stand_in = StandIn(town=self.crowd)

    def _bring(self, update: Pending) -> None:
        self.stand_in.bring(update)

    async def prepare(self, child: Child) -> None:
        """Give everybody a card, and wait until the program takes updates."""
        await child.reaches(self.stand_in.polled.is_set, "asked for updates")
        if self.calls is not None:
            self.crowd.seat(Seat(*each) for each in self.calls.seats)
            return
        self.crowd.seat(Seat(FIRST_PERSON + place) for place in range(self.cell.in_flight))
        self.crowd.greet()
        await child.reaches(lambda: self.crowd.all_have_cards, "gave everybody a card")

    async def play(self, pid: int) -> Measured:
        """Warm up, measure, and let what is under way come to its end."""
        crowd, effort = self.crowd, self.effort
        self.stand_in.latency = self.cell.latency_ms / MILLISECONDS
        gc.collect()
        gc.freeze()
        gc.disable()
        try:
            crowd.begin(self.cell.in_flight)
            await self._until(lambda: len(crowd.finished) >= effort.warm_taps, effort.warm_seconds)
            before, first = Clocks.read(pid), len(crowd.finished)
            await self._until(lambda: len(crowd.finished) >= first + effort.taps, effort.seconds)
            after, last = Clocks.read(pid), len(crowd.finished)
        finally:
            gc.enable()
            gc.unfreeze()
        crowd.resting = True
        await self._until(lambda: not crowd.under_way, effort.drain_seconds)
        self._compare()
        return _measured(crowd.finished[first:last], before, after, cut=bool(crowd.under_way), pid=pid)

    async def _until(self, reached: Callable[[], bool], seconds: float) -> None:
        done = asyncio.Event()

        def look() -> None:
            if reached():
                done.set()

        self.crowd.changed = look
        look()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await done.wait()

    def _compare(self) -> None:
        counts, under_way = self.crowd.counts, self.crowd.under_way
        fewest = counts.taps - under_way
        if self.crowd.ran_out:
            raise TrialError("every prepared call had enough before the time was up: prepare more")
        if (
            not fewest
            <= min(counts.answers, counts.edits)
            <= max(counts.answers, counts.edits)
            <= counts.taps
        ):
            raise TrialError(f"what was sent does not agree with what came: {counts}, {under_way} under way")
        if counts.strays:
            raise TrialError(f"{counts.strays} answers or edits that no tap was waiting for")

    def compare_log(self, choices: int) -> None:
        """Compare the events in the log with the taps that were sent."""
        counts, under_way = self.crowd.counts, self.crowd.under_way
        if not counts.taps - under_way <= choices <= counts.taps:
            raise TrialError(f"{choices} choices in the log, {counts.taps} taps, {under_way} under way")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time, the CPU time of the program under test, and ours; seconds."""

    time: float
    cpu: float
    own: float

    @classmethod
    def read(cls, pid: int) -> "Clocks":
        # The CPU clock of a whole process, all its threads: clock_getcpuclockid(3) makes the same number.
        return cls(time.perf_counter(), time.clock_gettime((~pid << 3) | 2), time.process_time())


def _measured(finished: list[Finished], before: Clocks, after: Clocks, *, cut: bool, pid: int) -> Measured:
    if not finished:
        raise TrialError("not one tap was finished while the clock ran")
    seconds = after.time - before.time
    took = sorted(each.took * MILLISECONDS for each in finished)
    added = sorted(each.added * MILLISECONDS for each in finished)
    return Measured(
        taps=len(finished),
        taps_a_second=len(finished) / seconds,
        cpu=(after.cpu - before.cpu) * MILLISECONDS / len(finished),
        p50=percentile(took, 50),
        p99=percentile(took, 99),
        added_p50=percentile(added, 50),
        added_p99=percentile(added, 99),
        busy=(after.own - before.own) / seconds,
        cut=cut,
        memory_kb=_resident_kb(pid),
    )


def _resident_kb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _choices_in(log: Path) -> int:
    with contextlib.closing(sqlite3.connect(log)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM events WHERE type = 'ChoiceMade'").fetchone()
    return int(count)


def _choices_before(calls: Calls | None) -> int:
    return 0 if calls is None else _choices_in(calls.folder / "hejie.db")
