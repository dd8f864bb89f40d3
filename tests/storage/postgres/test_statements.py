"""Every statement has PostgreSQL's own text, which the server understands."""

from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from storage.postgres.connection import PostgresConnection
from storage.postgres.statements import FOLDER, Text
from storage.sql import statements as shared
from storage.sql.statements import SHARED, statements
from tests.storage.postgres.beside import select
from tests.storage.postgres.server import Server

T = TypeVar("T")
ITS_OWN = {
    "lifting": {"in_the_clear", "insert", "keep_key"},
    "log": {"insert", "record", "notice"},
    "migrate": {"tables", "owner", "claim", "create", "applied", "record"},
    "moving": {"tables", "has_events"},
    "past": {"owner", "tables"},
    "rows": {"tap_session"},
    "soundness": {"schema"},
}
"""What only SQLite does, or does in another way."""


def files(folder: Path) -> list[str]:
    return sorted({path.stem for each in (SHARED, folder) for path in each.glob("*.sql")})


def test_every_statement_that_the_engines_share_has_a_text_for_postgres() -> None:
    missing = {
        file: set(statements(file)) - set(statements(file, FOLDER)) - ITS_OWN.get(file, set())
        for file in files(shared.FOLDER)
    }

    assert {file: lacking for file, lacking in missing.items() if lacking} == {}


def test_server_understands_every_statement(url: str) -> None:
    connection = PostgresConnection(url, {})
    try:
        taken = [
            connection.takes(statement)
            for file in files(FOLDER)
            for statement in statements(file, FOLDER).values()
        ]
    finally:
        connection.close()

    assert len(taken) > 90
    assert all(taken)


def test_rows_of_a_long_table_are_fetched_by_stretches(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.postgres.connection.STRETCH", 10)
    trips, causes = list[object](), statements("verifying")["causes"]

    class Counting(PostgresConnection):
        def _run(self, work: Coroutine[object, object, T]) -> T:
            trips.append(work)
            return super()._run(work)

    with closing(Counting(url, {})) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO causes SELECT n, n, n FROM generate_series(1, 25) AS n")
        rows = connection.execute(causes)
        before = len(trips)
        first = rows.fetchone()
        after_one, rest = len(trips) - before, [row[0] for row in rows]
        after_all = len(trips) - before

    assert sorted([first[0], *rest], key=int) == [str(number) for number in range(1, 26)]
    assert (after_one, after_all) == (1, 4)


def test_value_named_twice_has_one_number() -> None:
    text = Text.of("SELECT 1 WHERE a = :one AND (CAST(:two AS TEXT) IS NULL OR b = :one)")

    assert text.sql == "SELECT 1 WHERE a = $1 AND (CAST($2 AS TEXT) IS NULL OR b = $1)"
    assert text.bound({"two": 2, "one": 1, "other": 3}) == [1, 2]
    assert Text.of("SELECT $1").bound((7,)) == (7,)


def test_value_by_place_has_the_number_of_its_place() -> None:
    assert Text.of("SELECT 1 WHERE a = ? AND b IN (?, ?)").sql == "SELECT 1 WHERE a = $1 AND b IN ($2, $3)"


def test_server_is_one_that_we_support(postgres: Server) -> None:
    [(version,)] = select(postgres.root, "SELECT CAST(current_setting('server_version_num') AS INT) / 10000")

    assert version in range(14, 30)
