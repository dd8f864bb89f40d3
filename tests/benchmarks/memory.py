"""What open calls cost in memory, and what a durable append costs in time."""

import contextlib
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmarks.bench import LOG, Bench
from tests.benchmarks.cells import Cell
from tests.benchmarks.clocks import resident_kb
from tests.benchmarks.preparing import prepare_calls
from tests.benchmarks.report import Memory
from tests.benchmarks.scene import Calls

EVENTS: Final = 12
"""Of each call: one that is half way through."""
TAPS: Final = 2
SYSTEM: Final = "hejie-polling"
_BLOCK: Final = bytes(4096)
_APPENDS: Final = 100


async def memory_of_calls(bench: Bench, few: int, many: int) -> Memory:
    """Return what the process holds with few and with many open calls, after a tap or two on each."""
    held: list[int] = []
    event_bytes = 0.0
    for people in (few, many):
        folder = Path(tempfile.mkdtemp(dir=bench.folder))
        calls = await prepare_calls(folder, people, EVENTS)
        held.append(await _held(bench, calls))
        event_bytes = _bytes_of_events(folder / LOG) / people
    return Memory(few=few, many=many, few_kb=held[0], many_kb=held[1], event_bytes=event_bytes, events=EVENTS)


async def _held(bench: Bench, calls: Calls) -> int:
    async with bench.scene(Cell(SYSTEM, 0, 32), calls, TAPS) as (scene, child):
        await scene.walk_all()
        return resident_kb(child.pid)


def _bytes_of_events(log: Path) -> int:
    query = "SELECT sum(length(body)) FROM events WHERE stream_kind = 'session'"
    with contextlib.closing(sqlite3.connect(log)) as connection:
        return int(connection.execute(query).fetchone()[0])


def append_ms(folder: Path) -> float:
    """Return the median of a hundred appends of 4 KiB, each made durable."""
    took: list[float] = []
    descriptor = os.open(folder / "appends", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(_APPENDS):
            began = time.perf_counter()
            os.write(descriptor, _BLOCK)
            os.fdatasync(descriptor)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        os.close(descriptor)
    return median(took)
