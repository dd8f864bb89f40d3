"""What reading costs on a grown log: one call, the whole log, the start."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from statistics import median
from typing import Final

from dialogs.evolve import fold
from dialogs.ids import SessionId, session_stream
from dialogs.service import Office
from storage.opening import Storage
from tests.benchmarks.log.pace import Figures

EVENTS: Final = 50
"""Of each call that is loaded."""
_CALLS: Final = 300
_SOME: Final = "SELECT session FROM sessions WHERE version = ? LIMIT ?"
_TOUCH: Final = "SELECT sum(length(body)) FROM events WHERE stream_kind = 'session' AND stream_key = ?"
_TOUCH_KEY: Final = "SELECT length(wrapped) FROM data_keys WHERE session = ?"


async def measured(
    path: Path, opened: Callable[[Path], AbstractAsyncContextManager[tuple[Storage, Office]]]
) -> Figures:
    """Open the log, load calls of fifty events and verify all of it."""
    began = time.perf_counter()
    async with opened(path) as (storage, _):
        start = time.perf_counter() - began
        calls = _in_the_system(path)
        size = await asyncio.to_thread(lambda: path.stat().st_size)
        took, whole = list[float](), list[float]()
        for session in calls:
            began = time.perf_counter()
            events = await storage.events.load(session_stream(session))
            took.append(time.perf_counter() - began)
            fold(events)
            whole.append(time.perf_counter() - began)
            assert len(events) == EVENTS
        assert storage.witness is not None
        began = time.perf_counter()
        verified = await storage.witness.verify(lambda done, total: None)
        seconds = time.perf_counter() - began
        assert not verified.flaws, verified.flaws
    return {
        "start_s": start,
        "load_ms": median(took) * 1000,
        "load_and_fold_ms": median(whole) * 1000,
        "verified_a_second": verified.events / seconds,
        "events": verified.events,
        "bytes": float(size),
    }


def _in_the_system(path: Path) -> Sequence[SessionId]:
    """Return calls whose pages the system has at hand, and none of ours."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        calls = [SessionId(row[0]) for row in connection.execute(_SOME, (EVENTS, _CALLS))]
        for session in calls:
            connection.execute(_TOUCH, (session,)).fetchone()
            connection.execute(_TOUCH_KEY, (session,)).fetchone()
    return calls
