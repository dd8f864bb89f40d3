"""Starts on a log that may be damaged, uses it as a bot would, and says how that ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final

from dialogs.ids import session_stream
from dialogs.ports import AccessFilter, SessionFilter, StorageUnavailableError
from storage.errors import AnotherBotError, CannotOpenStorageError, KeyringError, UnreadableEventError
from storage.opening import SHANGHAI, Storage, in_database, open_storage
from storage.sqlite.opening import open_lines
from tests.storage.builders import ADMIN, EVERYBODY, NOON
from tests.storage.lived import BOT
from tests.storage.places import fixed_clock

SENTENCES: Final = (CannotOpenStorageError, KeyringError, AnotherBotError)
"""What tells whoever starts the bot what is wrong and what to do."""
IN_USE: Final = (StorageUnavailableError, UnreadableEventError)
"""What the faces know how to live with."""
_EVERYTHING: Final = 10_000


class End(StrEnum):
    """How a start ended."""

    REFUSED = "refused"
    """With a sentence."""
    MENDED = "mended"
    """Said so, drew rows again from the log, and went on."""
    SILENT = "silent"
    """Went on as if nothing were wrong."""
    BROKEN = "broken"
    """With an error that nobody expects."""


@dataclass(frozen=True, slots=True)
class Start:
    """A start, and what was said."""

    end: End
    words: str = ""


class _Heard(logging.Handler):
    """Remembers warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def hushed() -> None:
    """Leave out what starts say of SQLite and of damage: there are thousands of them."""
    logging.getLogger("storage.sqlite").setLevel(logging.CRITICAL + 1)


Opening = Callable[[Path], Coroutine[Any, Any, None]]


async def as_the_bot_does(path: Path) -> None:
    """Open the log, claim it for its bot, ask for everything once, and close it."""
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
        await storage.bot_identity.remember(BOT)
        await _use(storage)


async def unlooked_at(path: Path) -> None:
    """Broken: serves a log without looking whether it is what was written."""
    async with open_lines(path, fixed_clock) as lines:
        storage = in_database(lines, fixed_clock, SHANGHAI)
        await storage.bot_identity.remember(BOT)
        await _use(storage)


async def _use(storage: Storage) -> None:
    asked: list[Callable[[], Awaitable[object]]] = [
        partial(storage.views.accesses, ADMIN, AccessFilter(limit=_EVERYTHING)),
        partial(storage.views.open_complaints, ADMIN),
        partial(storage.directory.members, disabled_too=True),
        storage.dispatches.recover,
        partial(storage.dispatches.due, NOON + timedelta(days=9)),
        storage.shown.behind,
        *(partial(storage.shown.live_in, person.person) for person in EVERYBODY),
        *(partial(storage.views.own_sessions, person) for person in EVERYBODY),
    ]
    with suppress(*IN_USE):
        for line in await storage.views.sessions(ADMIN, SessionFilter(limit=_EVERYTHING)):
            asked.append(partial(storage.events.load, session_stream(line.session)))
            asked.append(partial(storage.revisions.sources, line.revision))
    for question in asked:
        with suppress(*IN_USE):
            await question()


def started(path: Path, opening: Opening = as_the_bot_does) -> Start:
    """Start on the log at ``path`` in an event loop of its own; nothing is raised."""
    heard, said = _Heard(), logging.getLogger("storage.trust")
    said.addHandler(heard)
    try:
        asyncio.run(opening(path))
    except SENTENCES as error:
        return Start(End.REFUSED, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        return Start(End.BROKEN, f"{type(error).__name__}: {error}")
    finally:
        said.removeHandler(heard)
    return Start(End.MENDED, heard.words[0]) if heard.words else Start(End.SILENT)
