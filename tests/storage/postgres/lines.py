"""Opens a PostgreSQL store with its lines in reach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import SHANGHAI, Storage, in_database
from storage.postgres.opening import PostgresLines, open_lines
from tests.storage.places import KEYRING, fixed_clock


@dataclass(frozen=True, slots=True)
class Opened:
    storage: Storage
    lines: PostgresLines


def manner(folder: Path, keyring: Keyring = KEYRING) -> Manner:
    return Manner(keyring=keyring, second=folder / "second")


@asynccontextmanager
async def opened_at(url: str, folder: Path, keyring: Keyring = KEYRING) -> AsyncIterator[Opened]:
    async with open_lines(url, fixed_clock, manner(folder, keyring)) as lines:
        yield Opened(in_database(lines, fixed_clock, SHANGHAI, alone=False), lines)
