"""The chain that makes a changed row show: each event of a stream is hashed with the one before it.

The hash covers every column, the words in their sealed form, so that it still holds when their key is gone.
"""

import hashlib
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
FIRST: Final = bytes(HASH_BYTES)
"""What stands before the first event of a stream."""


class Tip(NamedTuple):
    """The end of the log: the position of the last event, and its hash."""

    position: int
    hash: bytes


Columns = tuple[int, str, str, int, str, int, bytes, str, int, str]
"""An event as stored: position, stream kind and key, version, type and its version, body, at, by, cause."""


def link(before: bytes, columns: Columns) -> bytes:
    """Return the hash of an event that follows ``before`` in its stream.

    Each column but the body ends with a line break, which :func:`refuse_breaks` keeps out of all of them, and
    the body comes last: two different events never give the same bytes.
    """
    position, kind, key, version, name, type_version, body, at, by, cause = columns
    head = f"{position}\n{kind}\n{key}\n{version}\n{name}\n{type_version}\n{at}\n{by}\n{cause}\n"
    return hashlib.sha256(before + head.encode() + body).digest()


def refuse_breaks(*texts: str) -> None:
    """Check texts that will be hashed as columns.

    Raises:
        ValueError: one holds a line break.
    """
    for text in texts:
        if "\n" in text:
            raise ValueError("a key or a cause must not hold a line break")
