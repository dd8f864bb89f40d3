"""The C side of the SQLite that Python's own sqlite3 runs on: layouts, functions, and how to reach it.

Layouts and codes are those of ``sqlite3.h`` (https://sqlite.org/c3ref/vfs.html and
https://sqlite.org/c3ref/io_methods.html). Every pointer is an integer here: addresses are passed on, and only
the few that are looked into are followed.
"""

import _sqlite3
import ctypes
from collections.abc import Mapping
from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from functools import cache
from typing import ClassVar, Final, TypeVar

OK: Final = 0
SET_POWERSAFE_OVERWRITE: Final = 13
"""The file control that says whether a torn write leaves the bytes beside it alone."""

OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
CONTROL = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)


class Vfs(Structure):
    """A ``sqlite3_vfs``, version 3."""

    _fields_: ClassVar = [
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", c_void_p),
        ("xDelete", c_void_p),
        *((name, c_void_p) for name in ("xAccess", "xFullPathname")),
        *((name, c_void_p) for name in ("xDlOpen", "xDlError", "xDlSym", "xDlClose")),
        *((name, c_void_p) for name in ("xRandomness", "xSleep", "xCurrentTime", "xGetLastError")),
        ("xCurrentTimeInt64", c_void_p),
        *((name, c_void_p) for name in ("xSetSystemCall", "xGetSystemCall", "xNextSystemCall")),
    ]


class Methods(Structure):
    """A ``sqlite3_io_methods``, version 3."""

    _fields_: ClassVar = [
        ("iVersion", c_int),
        *((name, c_void_p) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize")),
        *((name, c_void_p) for name in ("xLock", "xUnlock", "xCheckReservedLock")),
        *((name, c_void_p) for name in ("xFileControl", "xSectorSize", "xDeviceCharacteristics")),
        *((name, c_void_p) for name in ("xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap")),
        *((name, c_void_p) for name in ("xFetch", "xUnfetch")),
    ]


_NEWER: Final[Mapping[type[Structure], Mapping[int, str]]] = {
    Vfs: {1: "xCurrentTimeInt64", 2: "xSetSystemCall"},
    Methods: {1: "xShmMap", 2: "xFetch"},
}
"""The first field that a struct of this version does not have yet."""
NEWEST: Final = 3
Layout = TypeVar("Layout", Vfs, Methods)


def copied(layout: type[Layout], address: int) -> Layout:
    """Return a copy of the struct at ``address``, of as many fields as its version has."""
    version = min(c_int.from_address(address).value, NEWEST)
    missing = _NEWER[layout].get(version)
    size = getattr(layout, missing).offset if missing else ctypes.sizeof(layout)
    copy = layout()
    ctypes.memmove(ctypes.byref(copy), address, size)
    copy.iVersion = version
    return copy


@cache
def library() -> CDLL:
    """Return the library behind the module ``sqlite3``; names are looked up in all that it is linked with."""
    opened = CDLL(_sqlite3.__file__)
    opened.sqlite3_vfs_find.argtypes = [c_char_p]
    opened.sqlite3_vfs_find.restype = c_void_p
    opened.sqlite3_vfs_register.argtypes = [POINTER(Vfs), c_int]
    opened.sqlite3_vfs_unregister.argtypes = [POINTER(Vfs)]
    return opened


def default_vfs() -> int:
    """Return the address of the VFS through which a plain ``sqlite3.connect`` opens files."""
    return int(library().sqlite3_vfs_find(None))
