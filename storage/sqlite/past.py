"""Which log a file holds and how far it has come: its id, its marks, and the refusal of a copy."""

import logging
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.errors import CannotOpenStorageError
from storage.marks import ADOPT, Mark, MarkFile, file_of, judge, mark_at
from storage.second_place import SecondPlace
from storage.sqlite.appending import Tip, tip_of
from storage.sqlite.queries import queries

_SQL = queries("past")
LOG: Final = logging.getLogger(__name__)
HEAD: Final = "-head"
"""Ends the name of the mark beside a database."""
SECOND: Final = "-second"
"""Ends the name of the folder that serves as second place when no other is named."""


@dataclass(slots=True)
class Past:
    """The marks of one open log."""

    log: str
    file: str
    second: SecondPlace
    beside: MarkFile
    tip: Tip

    def committed(self, tip: Tip) -> None:
        """Write how far the log has come beside it. Called in the writing thread, after each commit.

        What was committed stays so when this fails: then a copy as old as that goes unnoticed, and no more.
        """
        self.tip = tip
        try:
            self.beside.put(self._mark())
        except OSError as error:
            LOG.critical("the mark beside the database cannot be written: %s", error.strerror)

    def witness(self) -> None:
        """Write how far the log has come at the second place, durably."""
        self.second.put_mark(self._mark())

    def take_up(self) -> None:
        """Write both marks where the log is taken up."""
        self.beside.put(self._mark(), durable=True)
        self.witness()

    def close(self) -> None:
        """Write both marks for good."""
        self.take_up()
        self.beside.close()

    def _mark(self) -> Mark:
        return Mark(self.log, self.file, self.tip.position, self.tip.hash)


def beside(path: Path, ending: str) -> Path:
    """Return the companion of the database at ``path`` whose name ends so."""
    return path.with_name(path.name + ending)


def log_id(connection: sqlite3.Connection) -> str | None:
    """Return which log the file holds; none when it never was opened by a program that makes marks."""
    row = connection.execute(_SQL["log"]).fetchone()
    return None if row is None else str(row[0])


def take_up(connection: sqlite3.Connection, path: Path, folder: Path, *, adopt: bool) -> Past:
    """Check that the file at ``path`` is where its log had come to, and begin to write marks of it.

    With ``adopt`` a copy is taken for the log from here on.

    Raises:
        CannotOpenStorageError: it is a copy; the message says how to go on.
    """
    log = log_id(connection)
    is_new = log is None
    if log is None:
        log = secrets.token_hex(8)
        connection.execute(_SQL["name_log"], (log,))
    second, tip, file = SecondPlace(folder, log), tip_of(connection), file_of(path)
    second.make()
    if adopt:
        second.begin_checkpoints()
    elif not is_new:
        trouble = _trouble(connection, mark_at(beside(path, HEAD)), second.mark(), (log, file, tip))
        if trouble is not None:
            raise CannotOpenStorageError(trouble)
    past = Past(log, file, second, MarkFile(beside(path, HEAD)), tip)
    past.take_up()
    return past


def _trouble(
    connection: sqlite3.Connection, here: Mark | None, there: Mark | None, now: tuple[str, str, Tip]
) -> str | None:
    log, file, tip = now

    def hash_at(position: int) -> bytes | None:
        row = connection.execute(_SQL["hash_at"], (position,)).fetchone()
        return None if row is None else bytes(row[0])

    if here is None:
        return (
            f"a copy that was made without `hejie backup`: the mark beside the original is missing. {ADOPT}"
        )
    for mark in (here, there):
        found = None if mark is None else judge(mark, log, tip.position, hash_at)
        if found is not None:
            return found
    if here.file != file:
        return f"a copy of the file, and not the file that the bot wrote. {ADOPT}"
    return None
