"""Whether a database has the schema that our steps make, and whether its log ends where it says."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from storage.chain import FIRST, Tip
from storage.ports import Flaw
from storage.postgres.migrate import known_migrations
from storage.postgres.statements import FOLDER
from storage.sql.appender import tip_of
from storage.sql.connection import Connection
from storage.sql.migrations import is_beyond
from storage.sql.statements import statements

_SQL, _STEPS = statements("soundness", FOLDER), statements("migrate", FOLDER)
CATALOGUE: Final = Path(__file__).with_name("catalogue.txt")
"""What the server says of a schema that our steps have made, a line a piece; a test holds it to them.

A line that begins with ``until 0007`` holds until that step is applied, one with ``since 0007`` from then on.
"""
_MARK: Final = re.compile(r"(until|since) (\d{4}) ")
_NEVER_ADDED: Final = ("right ", "rule ")
"""What no step adds to our tables: it would let the log be changed, or keep it from being written."""


def other_schema(connection: Connection) -> Iterator[Flaw]:
    """Name the first piece of the schema that our steps do not make, or make otherwise.

    Tables that are not ours may stand beside ours, and a newer program may have added what we do not know.
    """
    steps = {row[0] for row in connection.execute(_STEPS["applied"])}
    known = known_after(steps)
    found = catalogue(connection, {line.split(" ")[1].partition(".")[0] for line in known})
    wrong = known ^ found
    if is_beyond(steps, known_migrations()):
        wrong -= {line for line in found - known if not line.startswith(_NEVER_ADDED)}
    if wrong:
        name = min(wrong).partition(": ")[0]
        yield Flaw(what=f"the schema is not the one that this program makes: {name}")


def known_after(steps: Collection[int]) -> set[str]:
    """Return what the server says of our tables once the steps of these numbers were applied."""

    def lines() -> Iterator[str]:
        for line in CATALOGUE.read_text(encoding="utf-8").splitlines():
            mark = _MARK.match(line)
            if mark is None:
                yield line
            elif (int(mark[2]) in steps) is (mark[1] == "since"):
                yield line[mark.end() :]

    return set(lines())


def catalogue(connection: Connection, tables: set[str]) -> set[str]:
    """Return what the server says of our tables: columns, constraints, indexes, guards, rights."""
    return {
        f"{kind} {table}.{name}: {' '.join(text.split())}"
        for kind, table, name, text in connection.execute(_SQL["catalogue"])
        if table in tables
    }


def wrong_end(connection: Connection) -> str | None:
    """Tell what is wrong with the row that says where the log ends: it alone decides what comes next."""
    said, hashed, position, last = connection.execute(_SQL["ends"]).fetchone()
    tip = Tip(0, FIRST) if position is None else Tip(position, last)
    if Tip(said, hashed) == tip:
        return None
    return f"its row of log_end is not its last event, {tip.position}: somebody changed that row"


def put_end_right(connection: Connection) -> None:
    """Let that row say where the log ends."""
    tip = tip_of(connection)
    connection.execute(_SQL["put_log_end"], (tip.position, tip.hash))
