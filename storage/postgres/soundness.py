"""Whether a database has the schema that our steps make, and whether its log ends where it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from storage.chain import FIRST, Tip
from storage.ports import Flaw
from storage.postgres.statements import FOLDER
from storage.sql.appending import tip_of
from storage.sql.connection import Connection
from storage.sql.statements import statements

_SQL = statements("soundness", FOLDER)
CATALOGUE: Final = Path(__file__).with_name("catalogue.txt")
"""What the server says of a schema that all steps have made, a line a piece; a test holds it to them."""


def other_schema(connection: Connection) -> Iterator[Flaw]:
    """Name the first piece of the schema that our steps do not make, or make otherwise.

    Tables that are not ours may stand beside ours.
    """
    known = set(CATALOGUE.read_text(encoding="utf-8").splitlines())
    tables = {line.split(" ")[1].partition(".")[0] for line in known}
    wrong = sorted(known ^ catalogue(connection, tables))
    if wrong:
        name = wrong[0].partition(": ")[0]
        yield Flaw(what=f"the schema is not the one that this program makes: {name}")


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
