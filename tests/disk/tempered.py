"""The store with one setting of SQLite changed behind its back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest


def _connection(pragma: str) -> type[sqlite3.Connection]:
    class Tempered(sqlite3.Connection):
        """A connection that sets ``pragma`` as soon as its owner has chosen how to sync."""

        def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
            answer = super().execute(sql, parameters)  # type: ignore[arg-type]
            if sql.startswith("PRAGMA synchronous"):
                super().execute(f"PRAGMA {pragma}")
            return answer

    return Tempered


@contextmanager
def _set(pragma: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=_connection(pragma)))
        yield


synchronous_normal = partial(_set, "synchronous = NORMAL")
"""Makes every store that is opened meanwhile sync at checkpoints only: the fault that must be noticed."""
checkpoints_often = partial(_set, "wal_autocheckpoint = 40")
"""Makes it copy its log into the database after a few commits instead of after a thousand pages."""
