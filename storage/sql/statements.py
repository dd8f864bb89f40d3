"""Statements by name: they stand in files of their own, each under a line ``-- name: …``.

A :class:`Statement` is the text that SQLite takes. Another engine finds its own by the same file and name.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "sqlite" / "queries"
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


class Statement(str):
    """A statement that knows its name."""

    __slots__ = ("file", "name")

    file: str
    name: str

    @classmethod
    def of(cls, file: str, name: str, text: str) -> "Statement":
        """Name a text."""
        made = cls(text)
        made.file, made.name = file, name
        return made


def statements(file: str, folder: Path = FOLDER) -> Mapping[str, Statement]:
    """Return the statements of ``<folder>/<file>.sql`` by name.

    Raises:
        ValueError: a name stands twice, or there are words before the first name.
    """
    texts = named((folder / f"{file}.sql").read_text(encoding="utf-8"))
    return {name: Statement.of(file, name, text) for name, text in texts.items()}


def named(sql: str) -> Mapping[str, str]:
    """Return the texts in ``sql`` by name; see :func:`statements`."""
    before, *parts = _NAME.split(sql)
    names, bodies = parts[::2], parts[1::2]
    if before.strip() or len(set(names)) != len(names):
        raise ValueError("every statement needs a name of its own")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}
