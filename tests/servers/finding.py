"""What a log on a server holds, read beside the program, and what the program itself says of it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import Storage, open_storage
from tests.disk.judge import CAUSES, EVENTS, HOLES, Found
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.lines import manner


def found_in(url: str) -> Found:
    """Read the events, causes and holes of a log; positions that are not 1, 2, 3 … are a hole of the log."""
    events = [
        (str(kind), str(key), int(str(version)), str(cause))
        for kind, key, version, cause in select(url, EVENTS)
    ]
    causes, holes = ([str(row[0]) for row in select(url, sql)] for sql in (CAUSES, HOLES))
    ((count, last),) = select(url, "SELECT count(*), coalesce(max(position), 0) FROM events")
    return Found(events, causes, holes if count == last else [*holes, "the log"])


def as_one_of_several(folder: Path, keyring: Keyring = KEYRING) -> Manner:
    """Return how a bot opens a log, beside others perhaps."""
    return replace(manner(folder, keyring), shared=True)


def as_the_bot_does(url: str, folder: Path) -> AbstractAsyncContextManager[Storage]:
    return open_storage(url, clock=fixed_clock, manner=as_one_of_several(folder))


async def flaws_in(url: str, folder: Path) -> Sequence[str]:
    """Open the log as a bot that is started anew would, and return what it finds wrong."""
    try:
        async with as_the_bot_does(url, folder) as storage:
            assert storage.witness is not None
            verified = await storage.witness.verify(lambda _done, _of: None, rows=True)
    except CannotOpenStorageError as error:
        return [str(error)]
    return [str(flaw) for flaw in verified.flaws]
