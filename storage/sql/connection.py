"""What the shared code asks of a connection: the part of sqlite3's own that another engine can also give."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Value = str | int | bytes | None
"""What a column of ours can hold."""
Values = Sequence[Value] | Mapping[str, Value]


class Row(Protocol):
    """A row, by place and by name; it can be unpacked."""

    def keys(self) -> Iterable[str]:
        """Return the names of its columns."""
        ...

    def __getitem__(self, place: Any, /) -> Any:  # noqa: ANN401 - a column is what it holds
        """Return a column, or a slice of them."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Give the columns in their order."""
        ...

    def __len__(self) -> int:
        """Return how many columns it has."""
        ...


class Answer(Protocol):
    """What a statement led to."""

    @property
    def rowcount(self) -> int:
        """Return how many rows were written."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a Row or None, which every caller knows
        """Return the next row; none when there is no more."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Give all rows that are left."""
        ...


class Connection(Protocol):
    """A connection, used in one thread alone: every call returns when the database has answered."""

    def execute(self, statement: str, values: Values = ..., /) -> Answer:
        """Run one statement."""
        ...

    def executemany(self, statement: str, rows: Iterable[Values], /) -> object:
        """Run one statement once a row."""
        ...

    def close(self) -> None:
        """Close it; what was not committed is undone."""
        ...


Work = Callable[[Connection], T]
"""A function that runs from beginning to end in the thread of a connection."""


class Reader(Protocol):
    """A way to read that heals: after an error the next caller gets a new connection."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a connection's thread.

        Raises:
            StorageUnavailableError: the database refused, and the connection was given up.
        """
        ...
