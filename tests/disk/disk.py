"""A simulated disk under every SQLite file that this process opens: recorded, slow, failing or lying."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from errno import EIO
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from storage.sqlite import journal
from tests.disk.library import OK
from tests.disk.trace import Created, Deleted, FileId, Found, Synced, SyncFailed, Trace, Truncated, Written
from tests.disk.vfs import shim


class Kind(StrEnum):
    """Deeds that can be refused."""

    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that SQLite is about to do to a file."""

    kind: Kind
    path: Path


Fault = Callable[[Deed], int]
"""Returns 0 to let a deed pass, or the code with which SQLite is to see it fail; called by any thread."""


@dataclass(frozen=True, slots=True)
class _Handle:
    file: FileId
    path: Path


class Disk:
    """A disk, for as long as the context lasts; unmodified code that calls ``sqlite3.connect`` is on it.

    ``records`` keeps a trace of all that a power cut may undo, of files in one folder. ``delay_ms``
    milliseconds are added to every sync. ``fault`` may refuse deeds; a refused write leaves its first half
    behind, as on a disk that fills up. A disk that is ``lying`` answers syncs and does none, from the moment
    that the attribute is set. Without ``powersafe_overwrite``, which SQLite takes for granted where it knows
    no better, it is told that a torn write may spoil the sectors that it touches.

    A hook that raises makes SQLite see an I/O error, and is raised at the end of the context.
    """

    def __init__(
        self,
        *,
        records: bool = False,
        delay_ms: float = 0.0,
        fault: Fault | None = None,
        lying: bool = False,
        powersafe_overwrite: bool = True,
    ) -> None:
        self.trace = Trace()
        self.delay_ms = delay_ms
        self.fault = fault
        self.lying = lying
        self.powersafe_overwrite = powersafe_overwrite
        self.syncs_only = not records and fault is None
        self._records = records
        self._handles: dict[int, _Handle] = {}
        """By the address of the open file; one of an earlier disk, or of none, is let be."""
        self._living: dict[Path, FileId] = {}
        self._files = 0
        self._opening = threading.Lock()
        self._errors: list[Exception] = []
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        shim().put_between(self)
        self._patch.setattr(journal, "renew", self.renew)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shim().take_away()
        self._patch.undo()
        if self._errors:
            raise self._errors[0]

    def broke(self, error: Exception) -> None:
        self._errors.append(error)

    def open(self, file: int, path: Path, act: Callable[[], int]) -> int:
        with self._opening:
            existed = path.exists()
            answer = act()
            if answer == OK:
                self._handles[file] = _Handle(self._met(path, existed=existed), path)
            return answer

    def write(self, file: int, offset: int, content: bytes, act: Callable[[int], int]) -> int:
        handle = self._handles.get(file)
        if handle is None:
            return act(len(content))
        refused = self._refused(Kind.WRITE, handle)
        arriving = len(content) // 2 if refused else len(content)
        answer = act(arriving) if arriving else OK
        if answer == OK and arriving and self._records:
            self.trace.add(Written(handle.file, offset, content[:arriving]))
        return refused or answer

    def truncate(self, file: int, size: int, act: Callable[[], int]) -> int:
        handle = self._handles.get(file)
        if handle is None:
            return act()
        answer = self._refused(Kind.TRUNCATE, handle) or act()
        if answer == OK and self._records:
            self.trace.add(Truncated(handle.file, size))
        return answer

    def sync(self, file: int, act: Callable[[], int]) -> int:
        handle = self._handles.get(file)
        if handle is None:
            return act()
        since = len(self.trace)
        if self.delay_ms:
            time.sleep(self.delay_ms / 1000)
        refused = self._refused(Kind.SYNC, handle)
        if self.lying and not refused:
            return OK
        answer = refused or act()
        if self._records:
            self.trace.add(Synced(handle.file, since) if answer == OK else SyncFailed(handle.file))
        return answer

    def renew(self, path: Path) -> None:
        """Have the store write a file once more as it is, past SQLite, and sync it.

        Raises:
            OSError: the fault refuses one of these deeds.
        """
        for kind in (Kind.WRITE, Kind.SYNC):
            if self.fault and self.fault(Deed(kind, path)):
                raise OSError(EIO, "refused", str(path))
        if self._records:
            self.trace.add(Written(self._living[path], 0, path.read_bytes()))
            self.trace.add(Synced(self._living[path], len(self.trace)))

    def delete(self, path: Path, act: Callable[[], int], *, durable: bool) -> int:
        answer = act()
        if answer == OK and self._living.pop(path, None) is not None and self._records:
            self.trace.add(Deleted(path.name, durable and not self.lying))
        return answer

    def _refused(self, kind: Kind, handle: _Handle) -> int:
        return self.fault(Deed(kind, handle.path)) if self.fault else OK

    def _met(self, path: Path, *, existed: bool) -> FileId:
        """Return which file this is; an empty one counts as made just now, by whoever made it."""
        if existed and path in self._living:
            return self._living[path]
        self._files += 1
        file = self._living[path] = FileId(self._files)
        if self._records:
            # Closing it again lets go of this process's locks on it; nobody has one before the first open.
            content = path.read_bytes() if existed else b""
            self.trace.add(Found(file, path.name, content) if content else Created(file, path.name))
        return file
