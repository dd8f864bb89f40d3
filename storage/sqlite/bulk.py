"""Many rows in one statement: each statement lets go of Python's lock once, and waits to get it back."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final

from storage.sql.connection import Connection, Value

MOST_ROWS: Final = 64
"""Rows of one statement; its sizes are powers of two, so that few different statements are ever prepared."""


def write_rows(connection: Connection, statement: str, rows: Sequence[Sequence[Value]]) -> None:
    """Run ``statement``, which holds ``(?)`` where the rows go, over all ``rows``."""
    begin = 0
    for size in _sizes(len(rows)):
        part = rows[begin : begin + size]
        connection.execute(_widened(statement, size, len(part[0])), tuple(chain.from_iterable(part)))
        begin += size


def _sizes(count: int) -> Iterator[int]:
    """Part ``count`` into powers of two, the largest first."""
    while count:
        size = min(MOST_ROWS, 1 << (count.bit_length() - 1))
        yield size
        count -= size


@cache
def _widened(statement: str, rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return statement.replace("(?)", ", ".join([row] * rows))
