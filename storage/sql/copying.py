"""Copies a whole log from one store to another as it stands: the same rows, and so the same chain.

Rows are written in the order of their keys, a stretch a transaction. As many as the copy has of a table are
left out when it goes on after it was broken off: the source stands still meanwhile, and says so by its token.
"""

from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring
from storage.ports import Told
from storage.second_place import SecondPlace
from storage.silence import unheard
from storage.sql import moving
from storage.sql.appender import tip_of
from storage.sql.key_rows import keys_in_use
from storage.sql.notes import LOG_ID
from storage.sql.sides import Side, counts, explained, noted, standing_still, stretches, transaction
from storage.sql.verifying import Verification
from storage.sql.witness import last_checkpoint


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
        with explained(self.source):
            self.keyring.refuse_missing(keys_in_use(self.source.connection))
        if not self._begin():
            return None
        self._write_second_place()
        self._fill()
        with explained(self.target):
            self.target.settle()
        self._compare()
        copied = self._verified()
        with transaction(self.source):
            moving.hand_over(self.source.connection, self.target.engine.name)
        with explained(self.target):
            self.target.take_up(self._second(), copied.tip)
        with transaction(self.target):
            moving.become_whole(self.target.connection)
        return copied

    def _begin(self) -> bool:
        """Bind the two to each other, or find them bound; false when the log goes on there already."""
        name, half = self.target.engine.name, noted(self.target, moving.COPYING)
        if half is not None and half != noted(self.source, moving.COPIED):
            msg = (
                f"{name} holds a part of another log, or of this one from before it was written again: "
                "empty it, then begin anew"
            )
            raise CannotOpenStorageError(msg)
        moved, log = noted(self.source, moving.MOVED), noted(self.target, LOG_ID)
        if half is not None and moved in {None, name}:
            return True
        if moved == name and log == noted(self.source, LOG_ID):
            return False
        if moved is not None:
            msg = f"this log was moved to {moved}: to copy it all the same, run `hejie log adopt` on it first"
            raise CannotOpenStorageError(msg)
        if log is not None or any(counts(self.target).values()):
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
        with transaction(self.source):
            token = moving.token_of(self.source.connection)
        said = list(stretches(self.source, "meta"))
        with transaction(self.target):
            for rows in said:
                self.target.put("meta", rows)
            moving.begin(self.target.connection, token)

    def _fill(self) -> None:
        there, here = counts(self.source), counts(self.target)
        done, of = sum(here.values()), sum(there.values())
        with standing_still(self.source):
            for table in there:
                for rows in stretches(self.source, table, here[table]):
                    with transaction(self.target):
                        self.target.put(table, rows)
                    done += len(rows)
                    self.ears.copying(done, of)

    def _compare(self) -> None:
        """Compare the two, row by row.

        Raises:
            CannotOpenStorageError: they are not alike.
        """
        there = counts(self.source)
        done, of = 0, sum(there.values())
        with standing_still(self.source), standing_still(self.target):
            for table in [*there, "meta"]:
                pairs = zip_longest(stretches(self.source, table), stretches(self.target, table))
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
        with explained(self.target):
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
        return SecondPlace(self.folder, noted(self.source, LOG_ID) or "")
