"""Opens a store by its URL."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.ports import Directory, Dispatches, EventStore, Quarantine, Revisions, ShownCards, Views
from storage.errors import CannotOpenStorageError
from storage.memory.desk import (
    MemoryBotIdentity,
    MemoryDispatches,
    MemoryQuarantine,
    MemoryRevisions,
    MemoryShownCards,
)
from storage.memory.log import MemoryEvents, MemoryUpkeep
from storage.memory.tables import Tables
from storage.memory.views import MemoryDirectory, MemoryViews
from storage.ports import BotIdentity, Upkeep

Clock = Callable[[], datetime]
"""Tells the time: aware UTC."""

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MEMORY: Final = "memory://"
SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An open store: an adapter for each port."""

    events: EventStore
    views: Views
    directory: Directory
    revisions: Revisions
    shown: ShownCards
    dispatches: Dispatches
    quarantine: Quarantine
    bot_identity: BotIdentity
    upkeep: Upkeep


@asynccontextmanager
async def open_storage(url: str, *, clock: Clock, zone: ZoneInfo = SHANGHAI) -> AsyncIterator[Storage]:
    """Open the store at ``url``: ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or ``memory://``.

    ``zone`` is where local days begin and end.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
    """
    if url == MEMORY:
        yield in_memory(Tables(), zone)
        return
    if url.startswith(SQLITE):
        msg = f"{url}: not built yet at {clock()}"
        raise CannotOpenStorageError(msg)
    msg = f"{url} names no store: use sqlite:///path/to/file.db or {MEMORY}"
    raise CannotOpenStorageError(msg)


def in_memory(tables: Tables, zone: ZoneInfo) -> Storage:
    """Return a store over ``tables``; the same tables again are the same store again."""
    return Storage(
        events=MemoryEvents(tables),
        views=MemoryViews(tables, zone),
        directory=MemoryDirectory(tables),
        revisions=MemoryRevisions(tables),
        shown=MemoryShownCards(tables),
        dispatches=MemoryDispatches(tables),
        quarantine=MemoryQuarantine(tables),
        bot_identity=MemoryBotIdentity(tables),
        upkeep=MemoryUpkeep(tables),
    )
