"""Statements by name: they stand in files of their own, each under a line ``-- name: …``.

A :class:`Statement` is the text that SQLite takes. Another engine finds its own by the same file and name.
What every engine takes as it stands, with ``?`` for each value, is said once, in :data:`SHARED`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SHARED: Final = Path(__file__).with_name("queries")
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
    """Return the statements of ``<folder>/<file>.sql`` by name, and those of that file that are shared.

    Raises:
        ValueError: a name stands twice, or there are words before the first name.
    """
    paths = [path for each in (SHARED, folder) if (path := each / f"{file}.sql").exists()]
    texts = named("\n".join(path.read_text(encoding="utf-8") for path in paths))
    return {name: Statement.of(file, name, text) for name, text in texts.items()}


def named(sql: str) -> Mapping[str, str]:
    """Return the texts in ``sql`` by name; see :func:`statements`."""
    before, *parts = _NAME.split(sql)
    names, bodies = parts[::2], parts[1::2]
    if before.strip() or len(set(names)) != len(names):
        raise ValueError("every statement needs a name of its own")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}
