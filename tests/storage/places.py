"""Places where a store can live, so that a test can open it, leave it and open it again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.memory.tables import Tables
from storage.opening import SHANGHAI, Storage, in_memory, open_storage
from storage.sqlite.opening import PLAIN, Manner
from tests.storage.builders import NOON

Place = Callable[[], AbstractAsyncContextManager[Storage]]


def fixed_clock() -> datetime:
    return NOON


def memory(zone: ZoneInfo = SHANGHAI) -> Place:
    tables = Tables()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Storage]:
        yield in_memory(tables, zone)

    return opened


def file(folder: Path, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN) -> Place:
    return lambda: open_storage(f"sqlite:///{folder}/hejie.db", clock=fixed_clock, zone=zone, manner=manner)
