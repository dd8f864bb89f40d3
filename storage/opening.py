"""Opens a store by its URL."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
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
    Turn,
    Views,
)
from storage.clock import Clock
from storage.erasing import finish_erasures
from storage.errors import CannotOpenStorageError
from storage.leases import OURS
from storage.manner import PLAIN, Manner
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
from storage.ports import BotIdentity, Lease, Upkeep, Witness
from storage.postgres import opening as postgres
from storage.sql.desk import SqlBotIdentity, SqlQuarantine, SqlRevisions
from storage.sql.dispatches import SqlDispatches
from storage.sql.erasures import SqlErasures
from storage.sql.lines import Lines
from storage.sql.log import MOST_HEADS, Heads, SqlEvents
from storage.sql.searching import SqlSearch
from storage.sql.shown import MOST_CHATS, Chats, SqlShownCards
from storage.sql.upkeep import SqlUpkeep
from storage.sql.vault import MOST_KEYS, Keys, Vault
from storage.sql.views import MOST_ACTORS, Actors, SqlDirectory, SqlViews
from storage.sql.witness import SqlWitness
from storage.sqlite import opening as sqlite
from storage.trust import trusted
from storage.turns import own_turns

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MEMORY: Final = "memory://"
SQLITE: Final = "sqlite:///"
POSTGRES: Final = "postgresql://"


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
    lease: Lease = OURS
    turn: Turn = field(default_factory=own_turns)
    witness: Witness | None = None
    """None for memory, which has no second place."""


@asynccontextmanager
async def open_storage(
    url: str, *, clock: Clock, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN
) -> AsyncIterator[Storage]:
    """Open the store at ``url``.

    ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``postgresql://user@host/database`` or ``memory://``.
    Words that were to be erased are erased before anything is served, also in a copy from before.

    ``zone`` is where local days begin and end. ``manner`` names keys and the second place; memory has none.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: its keys cannot be used.
    """
    if url == MEMORY:
        yield in_memory(Tables(), zone)
    elif url.startswith(SQLITE) and (path := url.removeprefix(SQLITE)):
        async with sqlite.open_lines(Path(path), clock, manner) as lines:
            yield await _trusted(in_database(lines, clock, zone), lines, clock, shared=False)
    elif url.startswith(POSTGRES):
        async with postgres.open_lines(url, clock, manner) as served:
            storage = in_database(served, clock, zone, alone=False)
            yield await _trusted(storage, served, clock, shared=manner.shared)
    else:
        msg = (
            f"HEJIE_DB names no store: use sqlite:///path/to/file.db, postgresql://host/database or {MEMORY}"
        )
        raise CannotOpenStorageError(msg)


@asynccontextmanager
async def open_for_reading(
    url: str, *, clock: Clock, zone: ZoneInfo = SHANGHAI, manner: Manner = PLAIN
) -> AsyncIterator[Storage]:
    """Open a store beside a bot that may be running: everything can be read, nothing written.

    Words that were to be erased are shown as erased, also in a copy from before.

    Raises:
        CannotOpenStorageError: it is not there, or cannot be read; the message says what to do.
        KeyringError: its keys cannot be used.
    """
    async with _lines_for_reading(url, manner) as lines:
        shut = await SqlErasures(lines.second, lines.reader).pending()
        yield in_database(lines, clock, zone, alone=False, shut=frozenset(each.session for each in shut))


def _lines_for_reading(url: str, manner: Manner) -> AbstractAsyncContextManager[Lines]:
    if url.startswith(POSTGRES):
        return postgres.lines_for_reading(url, manner)
    if url.startswith(SQLITE) and (path := Path(url.removeprefix(SQLITE))).is_file():
        return sqlite.lines_for_reading(path, manner)
    msg = f"{url} is not there yet: start the bot once, or name another database in HEJIE_DB"
    raise CannotOpenStorageError(msg)


async def _trusted(storage: Storage, lines: Lines, clock: Clock, *, shared: bool) -> Storage:
    """Return a store whose log is what was written, and in which everything is erased that was to be."""
    if storage.witness is not None and lines.past is not None:
        await trusted(storage.witness, storage.upkeep, lines.past.tip.position, shared=shared)
    await finish_erasures(storage.events, SqlErasures(lines.second, lines.reader), clock)
    return storage


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


def in_database(
    lines: Lines,
    clock: Clock,
    zone: ZoneInfo,
    *,
    alone: bool = True,
    shut: frozenset[SessionId] = frozenset(),
) -> Storage:
    """Return a store over an open database; who is not ``alone`` in writing it keeps no rows of it at hand.

    The words of calls that are ``shut`` are read as erased.
    """
    writer, reader = lines.writer, lines.reader
    actors, chats = Actors(MOST_ACTORS if alone else 0), Chats(MOST_CHATS if alone else 0)
    heads: Heads = Heads(MOST_HEADS if alone else 0)
    vault = Vault(lines.keyring, reader, shut, Keys(MOST_KEYS if alone else 0))
    return Storage(
        events=SqlEvents(writer, reader, clock, vault, actors, chats, lines.index, heads),
        erasures=SqlErasures(lines.second, reader),
        views=SqlViews(reader, zone, SqlSearch(lines.looker, lines.keyring, shut)),
        directory=SqlDirectory(reader, actors),
        revisions=SqlRevisions(writer, reader, clock),
        shown=SqlShownCards(writer, reader, chats),
        dispatches=SqlDispatches(writer, reader),
        quarantine=SqlQuarantine(writer),
        bot_identity=SqlBotIdentity(writer),
        upkeep=SqlUpkeep(writer, actors),
        lease=lines.lease,
        turn=lines.turn,
        witness=SqlWitness(lines.second, lines.looker, lines.keyring, clock, writer, lines.past),
    )
