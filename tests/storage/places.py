"""Places where a store can live, so that a test can open it, leave it and open it again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from storage.keyring import Keyring
from storage.manner import PLAIN, Manner
from storage.memory.tables import Tables
from storage.opening import SHANGHAI, Storage, in_memory, open_storage
from tests.storage.builders import NOON

KEYRING: Final = Keyring.fresh(NOON.date())
Place = Callable[[], AbstractAsyncContextManager[Storage]]


def fixed_clock() -> datetime:
    return NOON


def memory(zone: ZoneInfo = SHANGHAI) -> Place:
    tables = Tables()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Storage]:
        yield in_memory(tables, zone)

    return opened


def served(url: str, folder: Path, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN) -> Place:
    """A database on a server, with the keys and the second place that it must be given."""
    whole = replace(manner, keyring=manner.keyring or KEYRING, second=manner.second or folder / "second")
    return lambda: open_storage(url, clock=fixed_clock, zone=zone, manner=whole)


def file(folder: Path, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN) -> Place:
    return lambda: open_storage(f"sqlite:///{folder}/hejie.db", clock=fixed_clock, zone=zone, manner=manner)
