"""A folder away from the log, best on another disk: how far it had come, what it held, what was erased.

What is written here is small and durable at once. The log needs none of it to run; without it, an older copy,
a cut tail or a restored secret would go unnoticed.
"""

import fcntl
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from storage.checkpoints import Checkpoint, read_checkpoint
from storage.errors import CannotOpenStorageError
from storage.marks import Mark, MarkFile, is_held, mark_at

LOG: Final = logging.getLogger(__name__)
LATEST: Final = 2**53
"""A version that no call comes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A call whose words must never be readable again, also not from a backup."""

    log: str
    session: str
    at: str
    withdrawn: bool = False
    """Whether nothing came of what was announced before: a hold was quicker."""
    version: int = LATEST
    """The version of the call when this was decided: when it went on beyond that, nothing came of it."""


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """The files of one log in the folder."""

    folder: Path
    log: str

    def make(self) -> None:
        """Make the folder, which only its owner may look into.

        Raises:
            CannotOpenStorageError: it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._locked():
                pass
        except OSError as error:
            msg = (
                f"the second place {self.folder} cannot be written ({error.strerror}): give the user who "
                "runs the bot the right to write it, or name another folder in HEJIE_SECOND_PLACE"
            )
            raise CannotOpenStorageError(msg) from error

    def mark(self) -> Mark | None:
        """Return how far the log had come when it was last looked at, or taken up."""
        return mark_at(self._file("head"))

    def put_mark(self, mark: Mark) -> None:
        """Write how far the log has come, durably."""
        file = MarkFile(self._file("head"))
        try:
            file.put(mark, durable=True)
        finally:
            file.close()

    def marks(self) -> Sequence[Mark]:
        """Return where the log was taken up, and how far each program on it has told to have brought it."""
        paths = (self._file("head"), *self._of_programs())
        return [each for path in paths if (each := mark_at(path)) is not None]

    def own_mark(self) -> MarkFile:
        """Make the file of a mark that nobody else writes: no program writes over what another one told."""
        with self._locked():
            file = MarkFile(self._file(f"head-{secrets.token_hex(4)}"))
            file.hold()
        return file

    def has_company(self) -> bool:
        """Tell whether more than one program wrote a mark since the log was taken up by the last of them."""
        return len(self._of_programs()) > 1

    def gather_marks(self, mark: Mark) -> None:
        """Write where the log is taken up, durably, in the place of what programs told that have ended.

        A mark never goes back: what tells of more stays.
        """
        with self._locked():
            before = self.mark()
            if before is None or before.position <= mark.position:
                self.put_mark(mark)
            for path in self._of_programs():
                told = mark_at(path)
                if (told is None or told.position <= mark.position) and not is_held(path):
                    path.unlink()

    def begin_marks(self, mark: Mark) -> None:
        """Write where the log is taken up, durably, whatever any program told of it, or still tells."""
        with self._locked():
            self.put_mark(mark)
            for path in self._of_programs():
                path.unlink()

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Return the checkpoints in their order, without a line that a torn write left."""
        return [each for line in self._lines("checkpoints") if (each := read_checkpoint(line)) is not None]

    def add_checkpoint(self, checkpoint: Checkpoint) -> bool:
        """Add a checkpoint, durably; false when another program has added one of its number."""
        with self._locked():
            last = self.checkpoints()[-1:]
            if checkpoint.number != (last[0].number + 1 if last else 1):
                return False
            self._add("checkpoints", checkpoint.line())
        return True

    def begin_checkpoints(self) -> None:
        """Put the checkpoints aside under another name: the log goes on from an earlier point."""
        path = self._file("checkpoints")
        if path.exists():
            number = 1
            while path.with_name(f"{path.name}.{number}").exists():
                number += 1
            path.rename(path.with_name(f"{path.name}.{number}"))

    def erasures(self) -> Sequence[Erasure]:
        """Return what was erased, in order; a line that cannot be read is skipped, and told."""
        lines = self._lines("erasures")
        readable = [each for line in lines if (each := _read_erasure(line)) is not None]
        if skipped := len(lines) - len(readable):
            # A crash tears a line of what was never answered for. Anything else may have hidden an erasure.
            LOG.warning("lines that cannot be read: %d in %s", skipped, self._file("erasures"))
        return readable

    def add_erasure(self, erasure: Erasure) -> None:
        """Add an erasure, durably; it must stand here before its key is destroyed."""
        with self._locked():
            self._add("erasures", msgspec.json.encode(erasure) + b"\n")

    def _of_programs(self) -> Sequence[Path]:
        return sorted(self.folder.glob(f"{self.log}.head-*"))

    def _file(self, what: str) -> Path:
        return self.folder / f"{self.log}.{what}"

    def _lines(self, what: str) -> list[bytes]:
        try:
            return self._file(what).read_bytes().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _add(self, what: str, line: bytes) -> None:
        descriptor = os.open(self._file(what), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, b"\n" * torn + line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the files for oneself, and make new names in the folder durable at the end.

        What is locked is a file that can be written: over NFS a lock of a folder is one's own machine's.
        """
        lock = os.open(self._file("lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
            folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        finally:
            os.close(lock)


def most_known(folder: Path) -> int:
    """Return how many events the longest log has of which a folder tells; 0 when it tells of none."""
    marks = [mark_at(path) for path in folder.glob("*.head*")]
    return max((each.position for each in marks if each is not None), default=0)


def _read_erasure(line: bytes) -> Erasure | None:
    try:
        return msgspec.json.decode(line, type=Erasure)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
