"""What is measured: who writes, how many of them, spread over how many processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Work(StrEnum):
    """What a caller does again and again."""

    RAW = "raw"
    """Inserts a row a commit through asyncpg, and nothing else."""
    FULL = "full"
    """Decides, evolves and appends, past the services."""
    DOOR = "door"
    """Taps through the door of the services."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Callers of one kind on one database."""

    words: str
    work: Work
    callers: int
    replicas: int = 1
    """Processes over which the callers are spread."""


CELLS: Final[Mapping[str, Cell]] = {
    "raw": Cell("raw asyncpg, 1 caller", Work.RAW, 1),
    "full-1": Cell("the log, 1 caller", Work.FULL, 1),
    "full-16": Cell("the log, 16 callers", Work.FULL, 16),
    "full-256": Cell("the log, 256 callers", Work.FULL, 256),
    "full-16-by-2": Cell("the log, 16 callers over 2 replicas", Work.FULL, 16, 2),
    "full-16-by-4": Cell("the log, 16 callers over 4 replicas", Work.FULL, 16, 4),
    "door-64": Cell("through the door, 64 callers", Work.DOOR, 64),
    "door-64-by-2": Cell("through the door, 64 callers over 2 replicas", Work.DOOR, 64, 2),
    "door-64-by-4": Cell("through the door, 64 callers over 4 replicas", Work.DOOR, 64, 4),
}
BESIDE: Final[Mapping[str, str]] = {
    "sqlite-raw": "raw",
    "sqlite-full-1": "full-1",
    "sqlite-full-16": "full-16",
    "sqlite-full-256": "full-256",
}
"""Cells of the log in a file, measured in the same rounds on the same disk; by the names they have there."""
BESIDE_WORDS: Final[Mapping[str, str]] = {
    "sqlite-raw": "raw SQLite, 1 caller",
    "sqlite-full-1": "the log in SQLite, 1 caller",
    "sqlite-full-16": "the log in SQLite, 16 callers",
    "sqlite-full-256": "the log in SQLite, 256 callers",
}
WORDS: Final[Mapping[str, str]] = {**{name: cell.words for name, cell in CELLS.items()}, **BESIDE_WORDS}
EVERY: Final = (*CELLS, *BESIDE)
