"""Which log a database holds and how far it has come: its id, its mark, and the refusal of a copy."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from errno import ENOENT
from functools import partial
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Final

from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.marks import Mark, MarkFile, Standing, judge
from storage.postgres.connection import PostgresConnection
from storage.postgres.soundness import put_end_right, wrong_end
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import WentBackError
from storage.second_place import SecondPlace, most_known
from storage.sql.appender import tip_of
from storage.sql.moving import gone, refuse_half, stay
from storage.sql.notes import LOG_ID, named, noted
from storage.sql.statements import statements
from storage.sql.witness import begin_checkpoints, hash_at

_SQL = statements("opening", FOLDER)
LOG: Final = logging.getLogger(__name__)
NO_FILE: Final = "postgresql"
"""Stands in a mark where a log in a file has the file's own name."""
GO_ON: Final = (
    "If it was restored on purpose, or those files are lost, see that no bot uses another one any more, "
    "then run `hejie log adopt`; what the second place lists as erased is then erased again"
)


BRING_BACK: Final = (
    "Nothing is written to it: bring the server back that has them all; if they are lost, stop the bot, "
    "then run `hejie log adopt`"
)


TOLD_WITHIN: Final = 2.0
"""Seconds in which each program on a log has told how far it has brought it: it does so each second."""


@dataclass(slots=True)
class PostgresPast:
    """How far one program has brought a log; others on it may have brought it further."""

    log: str
    second: SecondPlace
    tip: Tip
    own: MarkFile
    server: str
    """Which server we last compared with all marks, by the time at which it was started."""
    _telling: Lock = field(default_factory=Lock)
    """What was told last is then the furthest: two threads tell."""

    def committed(self, tip: Tip) -> None:
        """Remember how far we have brought the log. Called in the writing thread, after each commit."""
        self.tip = tip

    def refuse_other(self, connection: PostgresConnection) -> None:
        """Check on a new connection, perhaps to another server, that the log has what was acknowledged.

        By us, and by the other programs on it as far as the second place tells; they are told there, too.

        Raises:
            WentBackError: it lacks some, or was moved away meanwhile; the message says what to do.
        """
        if (elsewhere := gone(connection)) is not None:
            raise WentBackError(elsewhere)
        if log_id(connection) != self.log:
            raise WentBackError(f"this database does not hold the log that it held before. {BRING_BACK}")
        self.tell_others()
        self._hear_others(started(connection))
        # The end of the log is read after the marks, so that it cannot be behind them when all is well.
        known = (mark_of(self.log, self.tip), *self._known_to_others())
        wrong = _behind(connection, known, tip_of(connection)) or wrong_end(connection)
        if wrong is not None:
            raise WentBackError(f"{wrong}. {BRING_BACK}")

    def witness(self) -> None:
        """Write at the second place, durably, how far we have brought the log.

        Raises:
            OSError: it cannot be written, or nobody will read it: the folder was taken away, or the log was
                taken up from an earlier point meanwhile.
        """
        with self._telling:
            self.own.put(mark_of(self.log, self.tip), durable=True)
            if self.own.is_gone:
                raise FileNotFoundError(ENOENT, "the file was taken away")

    def close(self) -> None:
        """Write the mark for good."""
        self.tell_others()
        self.own.close()

    def tell_others(self) -> None:
        """Write how far we have brought the log. It is whole without that, so that a failure is only told."""
        try:
            self.witness()
        except OSError as error:
            LOG.critical("the mark of the log cannot be written: %s", error.strerror)

    def _hear_others(self, server: str) -> None:
        """Wait until the others have told how far they came, before another server is judged."""
        if server != self.server and self.second.has_company():
            sleep(TOLD_WITHIN)
        self.server = server

    def _known_to_others(self) -> Sequence[Mark]:
        """Return how far other programs have brought the log, by the second place."""
        try:
            return self.second.marks()
        except OSError:  # was told when we wrote to it
            return ()


def log_id(connection: PostgresConnection) -> str | None:
    """Return which log the database holds; none when it was never opened."""
    return noted(connection, LOG_ID)


def mark_of(log: str, tip: Tip) -> Mark:
    """Return the mark of a log that ends at ``tip``."""
    return Mark(log, NO_FILE, tip.position, tip.hash)


def started(connection: PostgresConnection) -> str:
    """Return when the server was started, which tells two of them apart, and one from itself before."""
    return str(connection.execute(_SQL["started"]).fetchone()[0])


def refuse_copy(connection: PostgresConnection, folder: Path) -> None:
    """Check that the database is where its log had come to, before anything of it is changed.

    Raises:
        CannotOpenStorageError: it is an older copy, went its own way, or lost its log; the message says how
            to go on.
    """
    now = standing(connection, folder)
    if now is None:
        refuse_to_begin(folder)
    elif now.troubles:
        raise CannotOpenStorageError(f"{'; '.join(now.troubles)}. {GO_ON}")


def refuse_to_begin(folder: Path) -> None:
    """Check that a log which is begun takes the place of none that was there before, or is elsewhere.

    Raises:
        CannotOpenStorageError: the folder tells of a log; the message says how to go on.
    """
    if known := most_known(folder):
        msg = (
            f"there is no log in it, and one of {known} events is known to the second place, {folder}: name "
            "the database that holds it, and its search_path, in HEJIE_DB, or restore the latest backup; to "
            "begin anew, name an empty folder in HEJIE_SECOND_PLACE"
        )
        raise CannotOpenStorageError(msg)


def take_up(connection: PostgresConnection, folder: Path, *, adopt: bool) -> PostgresPast:
    """Begin to write marks of the log; with ``adopt`` it goes on from an earlier point."""
    log = named(connection)
    second = SecondPlace(folder, log)
    second.make()
    if adopt:
        put_end_right(connection)
        begin_checkpoints(connection, second)
    stay(connection)
    tip = tip_of(connection)
    if adopt:
        second.begin_marks(mark_of(log, tip))
    else:
        second.gather_marks(mark_of(log, tip))
    past = PostgresPast(log, second, tip, second.own_mark(), started(connection))
    past.witness()
    return past


def standing(connection: PostgresConnection, folder: Path) -> Standing | None:
    """Compare the log with its mark in ``folder``; none for a new log.

    Raises:
        CannotOpenStorageError: it is a copy that was broken off.
    """
    log = log_id(connection)
    if log is None:
        return None
    refuse_half(connection)
    marks, tip = SecondPlace(folder, log).marks(), tip_of(connection)
    wrong = tuple(each for each in (gone(connection), wrong_end(connection)) if each is not None)
    if not marks:
        lost = f"the second place, {folder}, knows nothing of this log: bring its files {log}.… there"
        unknown = (lost,) if tip.position else ()
        return Standing(log, tip, (*unknown, *wrong), 0, is_marked=False)

    behind = _behind(connection, marks, tip)
    missing = max(0, *(mark.position - tip.position for mark in marks))
    return Standing(log, tip, (*(() if behind is None else (behind,)), *wrong), missing, is_marked=True)


def _behind(connection: PostgresConnection, marks: Sequence[Mark], tip: Tip) -> str | None:
    """Return what is wrong with a log that ends at ``tip``, by the mark that tells of most."""
    judged = (
        judge(each, each.log, tip.position, partial(hash_at, connection), "database")
        for each in sorted(marks, key=lambda each: -each.position)
    )
    return next((wrong for wrong in judged if wrong is not None), None)
