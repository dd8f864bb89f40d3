"""Which log a database holds and how far it has come: its id, its mark, and the refusal of a copy."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.marks import Mark, Standing, judge
from storage.postgres.connection import PostgresConnection
from storage.postgres.soundness import put_end_right, wrong_end
from storage.postgres.trouble import WentBackError
from storage.second_place import SecondPlace
from storage.sql.appending import tip_of
from storage.sql.moving import gone, refuse_half, stay
from storage.sql.statements import statements
from storage.sql.witness import begin_checkpoints

_SQL = statements("past")
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


@dataclass(slots=True)
class PostgresPast:
    """The mark of one open log, which other programs may write too."""

    log: str
    second: SecondPlace
    tip: Tip

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
        # The end of the log is read after both, so that it cannot be behind them when all is well.
        known = (self._mark(self.tip), self._known_to_others())
        tip = tip_of(connection)
        for mark in known:
            wrong = judge(mark, self.log, tip.position, _hash_in(connection), "database")
            if wrong is not None:
                raise WentBackError(f"{wrong}. {BRING_BACK}")
        wrong = wrong_end(connection)
        if wrong is not None:
            raise WentBackError(f"{wrong}. {BRING_BACK}")

    def witness(self, tip: Tip) -> None:
        """Write at the second place, durably, that the log has come to ``tip``; a mark never goes back."""
        before = self.second.mark()
        if before is None or before.log != self.log or before.position <= tip.position:
            self.second.put_mark(self._mark(tip))

    def begin(self) -> None:
        """Write where the log is taken up, whatever mark there was."""
        self.second.put_mark(self._mark(self.tip))

    def close(self) -> None:
        """Write the mark for good."""
        self.tell_others()

    def tell_others(self) -> None:
        """Write how far we have brought the log. It is whole without that, so that a failure is only told."""
        try:
            self.witness(self.tip)
        except OSError as error:
            LOG.critical("the mark of the log cannot be written: %s", error.strerror)

    def _known_to_others(self) -> Mark:
        """Return how far any program has brought the log, by the second place; we, if that cannot be read."""
        try:
            mark = self.second.mark()
        except OSError:  # was told when we wrote to it
            mark = None
        return mark if mark is not None and mark.log == self.log else self._mark(self.tip)

    def _mark(self, tip: Tip) -> Mark:
        return Mark(self.log, NO_FILE, tip.position, tip.hash)


def log_id(connection: PostgresConnection) -> str | None:
    """Return which log the database holds; none when it was never opened."""
    row = connection.execute(_SQL["log"]).fetchone()
    return None if row is None else str(row[0])


def take_up(connection: PostgresConnection, folder: Path, *, adopt: bool) -> PostgresPast:
    """Begin to write marks of the log; with ``adopt`` it goes on from an earlier point.

    Raises:
        CannotOpenStorageError: it is an older copy, or went its own way; the message says how to go on.
    """
    log = log_id(connection)
    if log is None:
        log = secrets.token_hex(8)
        connection.execute(_SQL["name_log"], (log,))
    second = SecondPlace(folder, log)
    second.make()
    now = standing(connection, folder)
    if adopt:
        put_end_right(connection)
        begin_checkpoints(connection, second)
    elif now is not None and now.troubles:
        raise CannotOpenStorageError(f"{'; '.join(now.troubles)}. {GO_ON}")
    stay(connection)
    past = PostgresPast(log, second, tip_of(connection))
    if adopt:
        past.begin()
    else:
        past.witness(past.tip)  # others may have written, and said so, since we looked
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
    mark, tip = SecondPlace(folder, log).mark(), tip_of(connection)
    wrong = tuple(each for each in (gone(connection), wrong_end(connection)) if each is not None)
    if mark is None:
        lost = f"the second place, {folder}, knows nothing of this log: bring its files {log}.… there"
        unknown = (lost,) if tip.position else ()
        return Standing(log, tip, (*unknown, *wrong), 0, is_marked=False)

    behind = judge(mark, log, tip.position, _hash_in(connection), "database")
    missing = max(0, mark.position - tip.position)
    return Standing(log, tip, (*(() if behind is None else (behind,)), *wrong), missing, is_marked=True)


def _hash_in(connection: PostgresConnection) -> Callable[[int], bytes | None]:
    def hash_at(position: int) -> bytes | None:
        row = connection.execute(_SQL["hash_at"], (position,)).fetchone()
        return None if row is None else bytes(row[0])

    return hash_at
