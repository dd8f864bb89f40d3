"""A VFS between SQLite and the system's, made once: it hands the few deeds that matter to a hook.

The file is opened by the system's VFS in place, and only then are three of its methods replaced, in a copy of
its table. Reads, locks, shared memory, mapped pages and file controls so stay the system's own functions,
called without the interpreter; a hook that touches only syncs costs nothing on writes either.
"""

import ctypes
import os
from collections.abc import Callable
from ctypes import c_int, c_void_p
from functools import cache, partial
from pathlib import Path
from sqlite3 import SQLITE_IOERR
from typing import Final, Protocol

from tests.disk.library import (
    CONTROL,
    DELETE,
    OK,
    OPEN,
    SET_POWERSAFE_OVERWRITE,
    SYNC,
    TRUNCATE,
    WRITE,
    Methods,
    Vfs,
    copied,
    default_vfs,
    library,
)

NAME: Final = b"hejie-simulated-disk"


class Hook(Protocol):
    """What may be done to the deeds; ``act`` does the deed itself and returns SQLite's code for how it went.

    A file is told by its address, which is its own for as long as it is open. Called by any thread.
    """

    syncs_only: bool
    """Whether writes and truncations go straight to the system."""
    powersafe_overwrite: bool
    """Whether SQLite is told that a torn write leaves the bytes beside it alone."""

    def open(self, file: int, path: Path, act: Callable[[], int]) -> int: ...

    def write(self, file: int, offset: int, content: bytes, act: Callable[[int], int]) -> int:
        """Write ``content``, of which ``act`` writes as many bytes as it is told."""
        ...

    def truncate(self, file: int, size: int, act: Callable[[], int]) -> int: ...

    def sync(self, file: int, act: Callable[[], int]) -> int: ...

    def delete(self, path: Path, act: Callable[[], int], *, durable: bool) -> int: ...

    def broke(self, error: Exception) -> None:
        """Keep what one of the above raised: C cannot take it, and SQLite sees an I/O error."""
        ...


class Shim:
    """The VFS and its tables, never freed: a connection may hold their addresses for as long as it lives."""

    def __init__(self) -> None:
        self.hook: Hook | None = None
        self._under = default_vfs()
        vfs = copied(Vfs, self._under)
        self._open_under = OPEN(vfs.xOpen)
        self._delete_under = DELETE(vfs.xDelete)
        self._callbacks = (OPEN(self._open), DELETE(self._delete))
        vfs.xOpen, vfs.xDelete = (ctypes.cast(each, c_void_p).value for each in self._callbacks)
        vfs.zName, vfs.pNext = NAME, None
        self._vfs = vfs
        self._tables: dict[tuple[int, bool], Table] = {}

    def put_between(self, hook: Hook) -> None:
        """Send all files that are opened from now on through ``hook``."""
        if self.hook is not None:
            raise RuntimeError("one simulated disk at a time")
        self.hook = hook
        library().sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def take_away(self) -> None:
        """Make the system's VFS the default again; a file that is still open goes on without a hook."""
        library().sqlite3_vfs_unregister(ctypes.byref(self._vfs))
        self.hook = None

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, granted: int | None) -> int:
        act = partial(self._open_under, self._under, name, file, flags, granted)
        hook = self.hook
        if hook is None or name is None:  # a file without a name is a scratch pad that no restart looks at
            return int(act())
        answer = answered(hook, lambda: hook.open(file, _path(name), act))
        methods = c_void_p.from_address(file)
        if answer == OK and methods.value:
            table = self._table(methods.value, syncs_only=hook.syncs_only)
            if not hook.powersafe_overwrite:
                table.control(file, SET_POWERSAFE_OVERWRITE, ctypes.byref(c_int(0)))
            methods.value = ctypes.addressof(table.methods)
        return answer

    def _delete(self, _vfs: int, name: int, sync_folder: int) -> int:
        act = partial(self._delete_under, self._under, name, sync_folder)
        hook = self.hook
        if hook is None:
            return int(act())
        return answered(hook, lambda: hook.delete(_path(name), act, durable=bool(sync_folder)))

    def _table(self, under: int, *, syncs_only: bool) -> "Table":
        key = (under, syncs_only)
        if key not in self._tables:  # two threads may both make one; the later one's is used by nobody
            self._tables.setdefault(key, Table(self, under, syncs_only=syncs_only))
        return self._tables[key]


class Table:
    """The methods of one kind of file of the system's VFS, some of them ours."""

    def __init__(self, shim: Shim, under: int, *, syncs_only: bool) -> None:
        methods = copied(Methods, under)
        self._shim = shim
        self._write_under, self._truncate_under = WRITE(methods.xWrite), TRUNCATE(methods.xTruncate)
        self._sync_under = SYNC(methods.xSync)
        self.control = CONTROL(methods.xFileControl)
        self._callbacks = (SYNC(self._sync), WRITE(self._write), TRUNCATE(self._truncate))
        addresses = [ctypes.cast(each, c_void_p).value for each in self._callbacks]
        methods.xSync = addresses[0]
        if not syncs_only:
            methods.xWrite, methods.xTruncate = addresses[1:]
        self.methods = methods

    def _write(self, file: int, source: int, amount: int, offset: int) -> int:
        hook = self._shim.hook
        if hook is None:
            return int(self._write_under(file, source, amount, offset))
        return answered(
            hook,
            lambda: hook.write(
                file,
                offset,
                ctypes.string_at(source, amount),
                lambda some: self._write_under(file, source, some, offset),
            ),
        )

    def _truncate(self, file: int, size: int) -> int:
        act = partial(self._truncate_under, file, size)
        hook = self._shim.hook
        return int(act()) if hook is None else answered(hook, lambda: hook.truncate(file, size, act))

    def _sync(self, file: int, flags: int) -> int:
        act = partial(self._sync_under, file, flags)
        hook = self._shim.hook
        return int(act()) if hook is None else answered(hook, lambda: hook.sync(file, act))


@cache
def shim() -> Shim:
    """Return the one VFS of ours."""
    return Shim()


def answered(hook: Hook, deed: Callable[[], int]) -> int:
    """Return the code of ``deed``, which ``hook`` does."""
    try:
        return deed()
    except Exception as error:  # noqa: BLE001 - otherwise SQLite would read an uncertain number as success
        hook.broke(error)
        return SQLITE_IOERR


def _path(name: int) -> Path:
    return Path(os.fsdecode(ctypes.string_at(name)))
