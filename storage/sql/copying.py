"""Copies a whole log from one store to another as it stands: the same rows, and so the same chain.

Rows are written in the order of their keys, a stretch a transaction. As many as the copy has of a table are
left out when it goes on after it was broken off: the source stands still meanwhile, and says so by its token.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Final, Protocol

from dialogs.ports import StorageUnavailableError
from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring
from storage.marks import Standing
from storage.ports import Told
from storage.second_place import SecondPlace
from storage.silence import unheard
from storage.sql import moving
from storage.sql.appending import tip_of
from storage.sql.connection import Connection, Value
from storage.sql.engine import Engine
from storage.sql.key_rows import keys_in_use
from storage.sql.migrations import Stage
from storage.sql.statements import statements
from storage.sql.verifying import Verification
from storage.sql.witness import last_checkpoint

TABLES: Final = statements("copying")
"""What reads each table that a copy takes along, in the order of its key, and what counts them all."""
_LOG = statements("log")
_EVERY: Final = 2**62
"""More rows than there are: SQLite leaves out the first ones only of so many."""
STRETCH: Final = 2_000
"""Rows that are read at once, and written in one transaction."""
Rows = Sequence[tuple[Value, ...]]


class Side(Protocol):
    """One of the two stores, which nobody else writes meanwhile."""

    @property
    def connection(self) -> Connection:
        """Return the connection that reads and writes it."""
        ...

    @property
    def engine(self) -> Engine[Connection]:
        """Return its engine."""
        ...

    def put(self, table: str, rows: Rows) -> None:
        """Write rows of a table, their columns in the order in which they are read."""
        ...

    def settle(self) -> None:
        """Let what the engine keeps beside its tables follow from them; outside of a transaction."""
        ...

    def take_up(self, second: SecondPlace, tip: Tip) -> None:
        """Make the marks of a log that ends at ``tip``."""
        ...


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears how far it is: rows that are copied, rows that are compared, events that are verified."""

    copying: Told = field(default=unheard)
    comparing: Told = field(default=unheard)
    proving: Told = field(default=unheard)


DEAF: Final = Ears()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy was found to hold."""

    streams: int
    checkpoints: int
    tip: Tip


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy from one side to the other, with the keys and the folder of the second place of the log."""

    source: Side
    target: Side
    keyring: Keyring
    folder: Path
    ears: Ears = DEAF

    def run(self) -> Copied | None:
        """Copy what is not there yet, prove it, and let the log go on there; none if it does so already.

        Raises:
            CannotOpenStorageError: the target holds something else, or the copy is not what was written.
            StorageUnavailableError: one of the two cannot be read or written now; run it again.
        """
        with _explained(self.source):
            self.keyring.refuse_missing(keys_in_use(self.source.connection))
        if not self._begin():
            return None
        self._write_second_place()
        self._fill()
        with _explained(self.target):
            self.target.settle()
        self._compare()
        copied = self._verified()
        with _transaction(self.source):
            moving.hand_over(self.source.connection, self.target.engine.name)
        with _explained(self.target):
            self.target.take_up(self._second(), copied.tip)
        with _transaction(self.target):
            moving.become_whole(self.target.connection)
        return copied

    def _begin(self) -> bool:
        """Bind the two to each other, or find them bound; false when the log goes on there already."""
        name, half = self.target.engine.name, _noted(self.target, moving.COPYING)
        if half is not None and half != _noted(self.source, moving.COPIED):
            msg = (
                f"{name} holds a part of another log, or of this one from before it was written again: "
                "empty it, then begin anew"
            )
            raise CannotOpenStorageError(msg)
        moved, log = _noted(self.source, moving.MOVED), _noted(self.target, moving.LOG)
        if half is not None and moved in {None, name}:
            return True
        if moved == name and log == _noted(self.source, moving.LOG):
            return False
        if moved is not None:
            msg = f"this log was moved to {moved}: to copy it all the same, run `hejie log adopt` on it first"
            raise CannotOpenStorageError(msg)
        if log is not None or any(_counts(self.target).values()):
            msg = f"{name} holds a log, and none is copied over another: name an empty place"
            raise CannotOpenStorageError(msg)
        self._bind()
        return True

    def _write_second_place(self) -> None:
        """Find out before the log goes anywhere whether its marks can be made: its mark is written over.

        Raises:
            CannotOpenStorageError: they cannot.
        """
        second = self._second()
        second.make()
        try:
            if (mark := second.mark()) is not None:
                second.put_mark(mark)
        except OSError as error:
            msg = f"the second place {second.folder} cannot be written: {error.strerror}"
            raise CannotOpenStorageError(msg) from error

    def _bind(self) -> None:
        with _transaction(self.source):
            token = moving.token_of(self.source.connection)
        said = list(_stretches(self.source, "meta"))
        with _transaction(self.target):
            for rows in said:
                self.target.put("meta", rows)
            moving.begin(self.target.connection, token)

    def _fill(self) -> None:
        there, here = _counts(self.source), _counts(self.target)
        done, of = sum(here.values()), sum(there.values())
        with _standing_still(self.source):
            for table in there:
                for rows in _stretches(self.source, table, here[table]):
                    with _transaction(self.target):
                        self.target.put(table, rows)
                    done += len(rows)
                    self.ears.copying(done, of)

    def _compare(self) -> None:
        """Compare the two, row by row.

        Raises:
            CannotOpenStorageError: they are not alike.
        """
        there = _counts(self.source)
        done, of = 0, sum(there.values())
        with _standing_still(self.source), _standing_still(self.target):
            for table in [*there, "meta"]:
                pairs = zip_longest(_stretches(self.source, table), _stretches(self.target, table))
                for theirs, ours in pairs:
                    if theirs != ours:
                        msg = (
                            f"{self.target.engine.name}: {table} is not what it was copied from: empty it, "
                            "then begin anew"
                        )
                        raise CannotOpenStorageError(msg)
                    done += len(ours)
                    self.ears.comparing(min(done, of), of)

    def _verified(self) -> Copied:
        """Verify the copy as any log is; what stands beside it was compared.

        Raises:
            CannotOpenStorageError: it is not what was written.
        """
        connection, engine = self.target.connection, self.target.engine
        second = self._second()
        verifiers = {self.keyring.signing_id: self.keyring.signing.public_key()}
        walk = Verification(second.checkpoints(), verifiers, engine.damage, last_checkpoint(connection))
        with _explained(self.target):
            while walk.step(connection):
                self.ears.proving(walk.done, walk.total)
            self.ears.proving(walk.done, walk.total)
            flaws = [*engine.other_schema(connection)] if walk.flaw is None else [walk.flaw]
            tip = tip_of(connection)
        if flaws:
            msg = f"the log is not what was written, in {self.source.engine.name} either: {flaws[0]}"
            raise CannotOpenStorageError(msg)
        return Copied(streams=len(walk.heads), checkpoints=walk.passed, tip=tip)

    def _second(self) -> SecondPlace:
        return SecondPlace(self.folder, _noted(self.source, moving.LOG) or "")


def refuse_unfit(connection: Connection, stage: Stage, now: Standing | None, go_on: str) -> None:
    """Check that all of a log is known to us, and that it is the one that the bot wrote last.

    It may have gone to where it is being copied.

    Raises:
        CannotOpenStorageError: it is not; the message says how to go on.
    """
    if stage.schema > stage.code:
        raise CannotOpenStorageError(
            "a newer version of the program has added to its schema, and what is new would not be copied: "
            "copy it with that version"
        )
    if now is None:
        raise CannotOpenStorageError("there is no log in it: name another place")
    troubles = [each for each in now.troubles if each != moving.gone(connection)]
    if troubles:
        raise CannotOpenStorageError(f"{'; '.join(troubles)}. {go_on}")


def _noted(side: Side, what: str) -> str | None:
    with _explained(side):
        return moving.noted(side.connection, what)


def _counts(side: Side) -> Mapping[str, int]:
    with _explained(side):
        return dict(side.connection.execute(TABLES["counts"]).fetchall())


def _stretches(side: Side, table: str, beyond: int = 0) -> Iterator[Rows]:
    """Give the rows of a table in the order of their key, a stretch at a time, beyond the first so many."""
    with _explained(side):
        answer = iter(side.connection.execute(TABLES[table], (_EVERY, beyond)))
    while True:
        with _explained(side):
            rows = [tuple(row) for row in islice(answer, STRETCH)]
        if not rows:
            return
        yield rows


@contextmanager
def _standing_still(side: Side) -> Iterator[None]:
    """Look at one moment of a store."""
    with _explained(side):
        side.connection.execute(_LOG["snapshot"])
    try:
        yield
    finally:
        with suppress(*side.engine.refusals):
            side.connection.execute("ROLLBACK")


@contextmanager
def _transaction(side: Side) -> Iterator[None]:
    """Write all of it or nothing."""
    with _explained(side):
        side.connection.execute(_LOG["begin"])
        try:
            yield
        except BaseException:
            with suppress(*side.engine.refusals):
                side.connection.execute("ROLLBACK")
            raise
        side.connection.execute("COMMIT")


@contextmanager
def _explained(side: Side) -> Iterator[None]:
    """Say in a sentence which of the two refuses, and what to do."""
    try:
        yield
    except side.engine.refusals as error:
        raise StorageUnavailableError(side.engine.explained(error)) from error
