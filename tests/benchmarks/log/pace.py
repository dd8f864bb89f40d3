"""How fast walkers go: events a second, waits, processor time, commits and their stalls."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.garbage import collections_without_what_is_there
from tests.benchmarks.log.callers import Tally, Walker
from tests.benchmarks.statistics import percentile

STALL: Final = 0.020
"""Seconds from which a commit counts as a stall: a checkpoint moves the journal into the file."""
Figures = Mapping[str, float]


@dataclass(slots=True)
class CommitMeter:
    """A :class:`~storage.ports.Meter` that keeps what it hears of commits."""

    commits: list[tuple[int, float]] = field(default_factory=list)
    """Events and seconds of each."""

    def queued(self, works: int) -> None:
        """Forget it."""

    def committed(self, works: int, events: int, seconds: float) -> None:
        """Keep it."""
        self.commits.append((events, seconds))

    def appended(self, seconds: float) -> None:
        """Forget it."""

    def lost(self) -> None:
        """Forget it."""

    def writable(self, *, now: bool) -> None:
        """Forget it."""


@contextmanager
def as_the_bot_runs() -> Iterator[None]:
    """Collect garbage as seldom as `hejie run` does, and what came up meanwhile at the end."""
    with collections_without_what_is_there():
        yield
        gc.collect()


async def _at_once() -> None:
    """Begin as soon as everybody is warm."""


async def pace(
    lanes: Sequence[Sequence[Walker]],
    tally: Tally,
    meter: CommitMeter,
    seconds: float,
    warm: Sequence[int],
    begun: Callable[[], Awaitable[None]] = _at_once,
) -> Figures:
    """Let each lane go on, one of its walkers after the other, first ``warm`` times and then on the clock.

    In between it is waited until ``begun``.
    """
    with as_the_bot_runs():
        async with asyncio.TaskGroup() as group:
            for lane, times in zip(lanes, warm, strict=True):
                group.create_task(_walk(lane, times, float("inf")))
        await begun()
        tally.clear()
        meter.commits.clear()
        began, cpu = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(_walk(lane, None, began + seconds))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        **waits(tally.waits),
        **paces(tally.events, took, cpu),
        **_stalls(meter.commits, tally.events, took),
    }


async def _walk(lane: Sequence[Walker], times: int | None, until: float) -> None:
    done = 0
    while times is None or done < times:
        if time.perf_counter() >= until:
            return
        await lane[done % len(lane)].go_on()
        done += 1


def waits(found: Sequence[float]) -> Figures:
    """Return what callers waited for an append, in milliseconds."""
    ascending = sorted(found)
    return {
        "p50_ms": percentile(ascending, 50) * 1000,
        "p99_ms": percentile(ascending, 99) * 1000,
        "worst_ms": ascending[-1] * 1000,
    }


def paces(events: int, took: float, cpu: float) -> Figures:
    """Return how many events went through in ``took`` seconds, for ``cpu`` seconds of the processor."""
    return {"events": events, "events_a_second": events / took, "cpu_us": cpu / events * 1e6}


def _stalls(commits: Sequence[tuple[int, float]], events: int, took: float) -> Figures:
    stalled = sorted((seconds for _, seconds in commits if seconds > STALL), reverse=True)
    slowest = max((seconds for _, seconds in commits), default=0.0)
    return {
        "events_a_commit": sum(events for events, _ in commits) / max(len(commits), 1),
        "slowest_commit_ms": slowest * 1000,
        "stalls": len(stalled),
        "stalls_ms": sum(stalled) * 1000,
        "between_stalls": events / max(took - sum(stalled), 1e-9),
    }
