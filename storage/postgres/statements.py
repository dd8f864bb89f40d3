"""PostgreSQL's own text of each statement, with the values that it takes, in order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from storage.sql.connection import Value, Values
from storage.sql.statements import Statement, statements

FOLDER: Final = Path(__file__).with_name("queries")
_NAMED = re.compile(r"(?<![:\w]):([a-z_]+)")
_PLACED = re.compile(r"\?")


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as PostgreSQL takes it."""

    sql: str
    names: tuple[str, ...]
    """Of the values by name, in the order of their numbers; none of a statement that takes them by place."""

    @classmethod
    def of(cls, sql: str) -> "Text":
        """Number the values: ``:agent`` becomes ``$1`` wherever it stands, and each ``?`` the next number."""
        names, numbers = tuple(dict.fromkeys(_NAMED.findall(sql))), count(1)
        placed = _PLACED.sub(lambda _: f"${next(numbers)}", sql)
        return cls(_NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", placed), names)

    def bound(self, values: Values) -> Sequence[Value]:
        """Return the values in the order of their numbers."""
        if isinstance(values, Mapping):
            return [values[name] for name in self.names]
        return values


@cache
def _texts(file: str) -> Mapping[str, Text]:
    return {name: Text.of(sql) for name, sql in statements(file, FOLDER).items()}


def text_of(statement: Statement) -> Text:
    """Return PostgreSQL's text of ``statement``.

    Raises:
        KeyError: it has none.
    """
    return _texts(statement.file)[statement.name]
