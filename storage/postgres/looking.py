"""One look into a database, and an answer in a sentence when that fails."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

from dialogs.ports import StorageUnavailableError
from storage.errors import CannotOpenStorageError
from storage.postgres.address import name_of
from storage.postgres.connection import PostgresConnection
from storage.postgres.opening import reading
from storage.postgres.trouble import REFUSALS, explained

T = TypeVar("T")


def look_into(url: str, work: Callable[[PostgresConnection], T]) -> T:
    """Run ``work`` on a connection that can change nothing, in a thread: whoever asks may have a loop.

    Raises:
        CannotOpenStorageError: as ``work`` does, with the database before the sentence.
        StorageUnavailableError: the server refused or is away.
    """
    name = name_of(url)

    def look() -> T:
        with closing(reading(url)) as connection:
            return work(connection)

    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(look).result()
    except REFUSALS as error:
        raise StorageUnavailableError(explained(error, name)) from error
    except CannotOpenStorageError as error:
        msg = f"{name}: {error}"
        raise CannotOpenStorageError(msg) from error
