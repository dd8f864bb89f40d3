"""Opens a store by its URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.ids import SessionId
from dialogs.ports import (
    Directory,
    Dispatches,
    Erasures,
    EventStore,
    Quarantine,
    Revisions,
    ShownCards,
    Views,
)
from storage.clock import Clock
from storage.erasing import finish_erasures
from storage.errors import CannotOpenStorageError
from storage.memory.desk import (
    MemoryBotIdentity,
    MemoryDispatches,
    MemoryErasures,
    MemoryQuarantine,
    MemoryRevisions,
    MemoryShownCards,
)
from storage.memory.log import MemoryEvents, MemoryUpkeep
from storage.memory.tables import Tables
from storage.memory.views import MemoryDirectory, MemoryViews
from storage.ports import BotIdentity, Upkeep, Witness
from storage.sql.desk import SqlBotIdentity, SqlQuarantine, SqlRevisions
from storage.sql.dispatches import SqlDispatches
from storage.sql.erasures import SqlErasures
from storage.sql.log import SqlEvents
from storage.sql.searching import SqlSearch
from storage.sql.shown import MOST_CHATS, Chats, SqlShownCards
from storage.sql.upkeep import SqlUpkeep
from storage.sql.vault import Vault
from storage.sql.views import MOST_ACTORS, Actors, SqlDirectory, SqlViews
from storage.sql.witness import SqlWitness
from storage.sqlite.opening import PLAIN, Lines, Manner, lines_for_reading, open_lines
from storage.trust import trusted

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MEMORY: Final = "memory://"
SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An open store: an adapter for each port."""

    events: EventStore
    erasures: Erasures
    views: Views
    directory: Directory
    revisions: Revisions
    shown: ShownCards
    dispatches: Dispatches
    quarantine: Quarantine
    bot_identity: BotIdentity
    upkeep: Upkeep
    witness: Witness | None = None
    """None for memory, which has no second place."""


@asynccontextmanager
async def open_storage(
    url: str, *, clock: Clock, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN
) -> AsyncIterator[Storage]:
    """Open the store at ``url``: ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or ``memory://``.

    Words that were to be erased are erased before anything is served, also in a copy from before.

    ``zone`` is where local days begin and end. ``manner`` names keys and the second place; memory has none.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: its keys cannot be used.
    """
    if url == MEMORY:
        yield in_memory(Tables(), zone)
        return
    if url.startswith(SQLITE) and (path := url.removeprefix(SQLITE)):
        async with open_lines(Path(path), clock, manner) as lines:
            storage = in_file(lines, clock, zone)
            if storage.witness is not None and lines.past is not None:
                await trusted(storage.witness, storage.upkeep, lines.past.tip.position)
            await finish_erasures(storage.events, SqlErasures(lines.second, lines.reader), clock)
            yield storage
        return
    msg = f"{url} names no store: use sqlite:///path/to/file.db or {MEMORY}"
    raise CannotOpenStorageError(msg)


@asynccontextmanager
async def open_for_reading(
    url: str, *, clock: Clock, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN
) -> AsyncIterator[Storage]:
    """Open a SQLite store beside a bot that may be running: everything can be read, nothing written.

    Words that were to be erased are shown as erased, also in a copy from before.

    Raises:
        CannotOpenStorageError: it is not there, or cannot be read; the message says what to do.
        KeyringError: its keys cannot be used.
    """
    if not url.startswith(SQLITE) or not (path := Path(url.removeprefix(SQLITE))).is_file():
        msg = f"{url} is not there yet: start the bot once, or name another database in HEJIE_DB"
        raise CannotOpenStorageError(msg)
    async with lines_for_reading(path, manner) as lines:
        shut = await SqlErasures(lines.second, lines.reader).pending()
        yield in_file(lines, clock, zone, alone=False, shut=frozenset(each.session for each in shut))


def in_memory(tables: Tables, zone: ZoneInfo) -> Storage:
    """Return a store over ``tables``; the same tables again are the same store again."""
    return Storage(
        events=MemoryEvents(tables),
        erasures=MemoryErasures(tables),
        views=MemoryViews(tables, zone),
        directory=MemoryDirectory(tables),
        revisions=MemoryRevisions(tables),
        shown=MemoryShownCards(tables),
        dispatches=MemoryDispatches(tables),
        quarantine=MemoryQuarantine(tables),
        bot_identity=MemoryBotIdentity(tables),
        upkeep=MemoryUpkeep(tables),
    )


def in_file(
    lines: Lines,
    clock: Clock,
    zone: ZoneInfo,
    *,
    alone: bool = True,
    shut: frozenset[SessionId] = frozenset(),
) -> Storage:
    """Return a store over an open SQLite file; who is not ``alone`` in writing it remembers nothing of it.

    The words of calls that are ``shut`` are read as erased.
    """
    writer, reader = lines.writer, lines.reader
    actors, chats = Actors(MOST_ACTORS if alone else 0), Chats(MOST_CHATS if alone else 0)
    return Storage(
        events=SqlEvents(
            writer, reader, clock, Vault(lines.keyring, reader, shut), actors, chats, lines.index
        ),
        erasures=SqlErasures(lines.second, reader),
        views=SqlViews(reader, zone, SqlSearch(lines.looker, lines.keyring, shut)),
        directory=SqlDirectory(reader, actors),
        revisions=SqlRevisions(writer, reader, clock),
        shown=SqlShownCards(writer, reader, chats),
        dispatches=SqlDispatches(writer, reader),
        quarantine=SqlQuarantine(writer),
        bot_identity=SqlBotIdentity(writer),
        upkeep=SqlUpkeep(writer, actors),
        witness=SqlWitness(lines.second, lines.looker, lines.keyring, clock, writer, lines.past),
    )
