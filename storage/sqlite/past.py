"""Which log a file holds and how far it has come: its id, its marks, and the refusal of a copy."""

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.marks import GO_ON, Mark, MarkFile, Standing, file_of, judge, mark_at
from storage.second_place import SecondPlace
from storage.sql.appender import tip_of
from storage.sql.moving import gone, refuse_half, stay
from storage.sql.notes import LOG_ID, named, noted
from storage.sql.statements import statements
from storage.sql.witness import begin_checkpoints, hash_at
from storage.sqlite.migrate import OURS

_SQL = statements("past")
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
    _is_marked: bool = True

    def committed(self, tip: Tip) -> None:
        """Write how far the log has come beside it. Called in the writing thread, after each commit.

        What was committed stays so when this fails: then a copy as old as that goes unnoticed, and no more.
        """
        self.tip = tip
        try:
            self.beside.put(self._mark())
            self._is_marked = True
        except OSError as error:
            if self._is_marked:
                LOG.critical("the mark beside the database cannot be written: %s", error.strerror)
            self._is_marked = False

    def witness(self) -> None:
        """Write at the second place, durably, how far the log has come."""
        self.second.put_mark(self._mark())

    def take_up(self) -> None:
        """Write both marks where the log is taken up; what programs told that had it on a server is over."""
        self.beside.put(self._mark(), durable=True)
        self.second.begin_marks(self._mark())

    def close(self) -> None:
        """Write both marks for good. The log is whole without them, so one that fails is only told."""
        try:
            self.beside.put(self._mark(), durable=True)
            self.witness()
        except OSError as error:
            LOG.critical("a mark of the log cannot be written: %s", error.strerror)
        finally:
            self.beside.close()

    def _mark(self) -> Mark:
        return Mark(self.log, self.file, self.tip.position, self.tip.hash)


def beside(path: Path, ending: str) -> Path:
    """Return the companion of the database at ``path`` whose name ends so."""
    return path.with_name(path.name + ending)


def log_id(connection: sqlite3.Connection) -> str | None:
    """Return which log the file holds; none when it never was opened by a program that makes marks."""
    is_ours = connection.execute(_SQL["owner"]).fetchone()[0] == OURS
    if not is_ours or not connection.execute(_SQL["tables"]).fetchone()[0]:
        return None
    return noted(connection, LOG_ID)


def standing(connection: sqlite3.Connection, path: Path, folder: Path) -> Standing | None:
    """Compare the file at ``path`` with its marks, beside it and in ``folder``; none for a new log.

    Raises:
        CannotOpenStorageError: it is a copy that was broken off.
    """
    log = log_id(connection)
    if log is None:
        return None
    refuse_half(connection)
    tip, here = tip_of(connection), mark_at(beside(path, HEAD))
    found = [each for each in (here, SecondPlace(folder, log).mark()) if each is not None]
    known = [each.position for each in found if each.log == log]
    troubles = tuple(_troubles(connection, path, folder, (log, tip), here, found))
    return Standing(log, tip, troubles, max(0, *known, tip.position) - tip.position, bool(known))


def refuse_copy(connection: sqlite3.Connection, path: Path, folder: Path) -> None:
    """Check that the file at ``path`` is where its log had come to, before anything of it is changed.

    Raises:
        CannotOpenStorageError: it is a copy; the message says how to go on.
    """
    now, here = standing(connection, path, folder), mark_at(beside(path, HEAD))
    if now is not None and now.troubles:
        raise CannotOpenStorageError(f"{'; '.join(now.troubles)}. {GO_ON}")
    if now is None and here is not None and here.position:
        msg = (
            f"there is no log in it, and one of {here.position} events stood here: restore the latest "
            f"backup, or, to begin anew, move {path.name}{HEAD} away"
        )
        raise CannotOpenStorageError(msg)


def is_copy(path: Path) -> bool:
    """Return whether the mark beside the file at ``path`` is missing, or speaks of another file."""
    here = mark_at(beside(path, HEAD))
    return here is None or here.file != file_of(path)


def take_up(connection: sqlite3.Connection, path: Path, folder: Path, *, adopt: bool) -> Past:
    """Begin to write marks of the file at ``path``; with ``adopt`` it goes on from an earlier point."""
    log = named(connection)
    second = SecondPlace(folder, log)
    second.make()
    stay(connection)
    if adopt:
        begin_checkpoints(connection, second)
    past = Past(log, file_of(path), second, MarkFile(beside(path, HEAD)), tip_of(connection))
    past.take_up()
    return past


def _troubles(
    connection: sqlite3.Connection,
    path: Path,
    folder: Path,
    now: tuple[str, Tip],
    here: Mark | None,
    found: list[Mark],
) -> Iterator[str]:
    log, tip = now
    if (elsewhere := gone(connection)) is not None:
        yield elsewhere
    if here is None:
        mark = beside(path, HEAD).name
        yield f"this file is a copy, or was renamed: {mark}, which the bot keeps beside it, is missing"
    judged = [
        judge(each, log, tip.position, partial(hash_at, connection))
        for each in sorted(found, key=_furthest_first)
    ]
    wrong = list(filter(None, judged))
    yield from wrong[:1]
    if here is not None and here.position and len(found) == 1 and not wrong:
        yield f"the second place, {folder}, knows nothing of this log: bring its files {log}.… there"
    if here is not None and not wrong and here.file != file_of(path):
        yield "this file is a copy, and not the one that the bot wrote"


def _furthest_first(mark: Mark) -> int:
    return -mark.position
