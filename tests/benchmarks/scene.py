"""One cell once: the stand-in, the people who tap, and what the clocks say meanwhile."""

import asyncio
import contextlib
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.clocks import Clocks, resident_kb
from tests.benchmarks.crowd import Crowd, Finished, Seat
from tests.benchmarks.deliveries import Deliveries
from tests.benchmarks.messages import FIRST_PERSON
from tests.benchmarks.nursery import Child, TrialError
from tests.benchmarks.stand_in import Pending, StandIn
from tests.benchmarks.statistics import percentile

MILLISECONDS: Final = 1000.0


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
    others: float
    """Part of the time in which the core of the program under test worked for others, 0 to 1."""
    repeats: float
    """Part of the edits that were the very call that drew the card before, 0 to 1."""
    cut: bool
    """Not all taps could be finished in time."""
    memory_kb: int
    """Resident set of the program at the end."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls prepared for Hejie: a folder with its log, and a seat at each."""

    folder: Path
    seats: Sequence[tuple[int, int, str]]
    """Person, message, and what the first button carries."""


class Scene:
    """The stand-in and the people of one trial."""

    def __init__(self, *, cell: Cell, sut_core: int) -> None:
        self.cell = cell
        self.crowd = Crowd(bring=self._bring)
        self.stand_in = StandIn(town=self.crowd)
        self.deliveries: Deliveries | None = None
        self._sut_core = sut_core

    def _bring(self, update: Pending) -> None:
        (self.deliveries or self.stand_in).bring(update)

    async def seat(self, child: Child, calls: Calls | None, taps_a_call: int) -> None:
        """Give everybody a card: the prepared ones, else what the program answers to ``/start``."""
        if calls is not None:
            self.crowd.taps_a_call = taps_a_call
            self.crowd.seat(Seat(*each) for each in calls.seats)
            return
        self.crowd.seat(Seat(FIRST_PERSON + place) for place in range(self.cell.in_flight))
        self.crowd.greet()
        await child.reaches(lambda: self.crowd.all_have_cards, "gave everybody a card")

    async def play(self, pid: int, effort: Effort) -> Measured:
        """Warm up, measure, and let what is under way come to its end."""
        crowd = self.crowd
        self._move_away()
        gc.collect()
        gc.freeze()
        gc.disable()
        try:
            crowd.begin(self.cell.in_flight)
            await self._finish(effort.warm_taps, effort.warm_seconds)
            await self._finish(self.cell.in_flight, effort.wave_seconds)
            before, first = Clocks.read(pid, self._sut_core), len(crowd.finished)
            await self._finish(first + effort.taps, effort.seconds)
            await self._finish(first + min(effort.few_taps, effort.taps), effort.few_seconds)
            await self._finish(first + 1, effort.late_seconds)
            after, last = Clocks.read(pid, self._sut_core), len(crowd.finished)
        finally:
            gc.enable()
            gc.unfreeze()
        crowd.resting = True
        await self._until(lambda: not crowd.under_way, effort.drain_seconds)
        if crowd.ran_out:
            raise TrialError("every prepared call had enough before the time was up: prepare more")
        self.compare()
        repeats = crowd.counts.repeats / max(crowd.counts.edits, 1)
        measured = _measured(crowd.finished[first:last], before, after)
        return replace(measured, repeats=repeats, cut=bool(crowd.under_way), memory_kb=resident_kb(pid))

    def _move_away(self) -> None:
        """Put the stand-in as far from the program as the cell says; it starts beside it."""
        self.stand_in.latency = self.cell.latency_ms / MILLISECONDS
        if self.deliveries is not None:
            self.deliveries.latency = self.stand_in.latency

    async def walk_all(self, seconds: float = 120.0) -> None:
        """Let everybody tap until every call has had enough.

        Raises:
            TrialError: some had not had enough after so many seconds, or the counts do not agree.
        """
        crowd = self.crowd
        crowd.begin(self.cell.in_flight)
        await self._until(lambda: not crowd.under_way, seconds)
        wanted = len(crowd.seats) * (crowd.taps_a_call or 0)
        if crowd.under_way or crowd.counts.taps != wanted:
            raise TrialError(f"{crowd.counts.taps} of {wanted} taps, {crowd.under_way} still under way")
        self.compare()

    async def _finish(self, taps: int, seconds: float) -> None:
        """Wait until so many taps are finished, but no longer than this."""
        await self._until(lambda: len(self.crowd.finished) >= taps, seconds)

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

    def compare(self) -> None:
        """Compare what came with what was sent.

        Raises:
            TrialError: they do not agree.
        """
        counts, under_way = self.crowd.counts, self.crowd.under_way
        fewest = counts.taps - under_way
        if (
            not fewest
            <= min(counts.answers, counts.edits)
            <= max(counts.answers, counts.edits)
            <= counts.taps
        ):
            raise TrialError(f"what was sent does not agree with what came: {counts}, {under_way} under way")
        if self.deliveries is not None and self.deliveries.refused:
            raise TrialError(f"the webhook refused {self.deliveries.refused} updates")
        if self.deliveries is not None and self.deliveries.astray:
            raise TrialError(f"{self.deliveries.astray} answers of the webhook named another tap")
        if counts.strays:
            raise TrialError(f"{counts.strays} answers or edits that no tap was waiting for")

    def compare_log(self, choices: int) -> None:
        """Compare the events in the log with the taps that were sent.

        Raises:
            TrialError: they do not agree.
        """
        counts, under_way = self.crowd.counts, self.crowd.under_way
        if not counts.taps - under_way <= choices <= counts.taps:
            raise TrialError(f"{choices} choices in the log, {counts.taps} taps, {under_way} under way")


def _measured(finished: Sequence[Finished], before: Clocks, after: Clocks) -> Measured:
    if not finished:
        raise TrialError("not one tap was finished while the clock ran")
    seconds, cpu = after.time - before.time, after.cpu - before.cpu
    took = sorted(each.took * MILLISECONDS for each in finished)
    added = sorted(each.added * MILLISECONDS for each in finished)
    return Measured(
        taps=len(finished),
        taps_a_second=len(finished) / seconds,
        cpu=cpu * MILLISECONDS / len(finished),
        p50=percentile(took, 50),
        p99=percentile(took, 99),
        added_p50=percentile(added, 50),
        added_p99=percentile(added, 99),
        busy=(after.own - before.own) / seconds,
        others=max(after.core - before.core - cpu, 0.0) / seconds,
        repeats=0.0,
        cut=False,
        memory_kb=0,
    )
