import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.errors import CannotOpenStorageError
from storage.sql.migrations import Migration
from storage.sql.statements import named
from storage.sqlite.migrate import known_migrations, migrate, parted, refuse_other_schema
from tests.storage.builders import NOON

FIRST = Migration(1, "0001_a", "CREATE TABLE a (x INTEGER);\nINSERT INTO a VALUES (1);\n")
SECOND = Migration(2, "0002_b", "ALTER TABLE a ADD COLUMN y;\n")
BROKEN = Migration(2, "0002_b", "INSERT INTO a VALUES (2);\nINSERT INTO missing VALUES (1);\n")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "toy.db", isolation_level=None)) as made:
        yield made


def test_each_step_is_applied_once(connection: sqlite3.Connection) -> None:
    applied = [migrate(connection, steps, NOON) for steps in ([FIRST], [FIRST], [FIRST, SECOND])]

    assert applied == [1, 0, 1]
    assert connection.execute("SELECT x, y FROM a").fetchall() == [(1, None)]
    assert connection.execute("SELECT number, name, applied_at FROM migrations").fetchall() == [
        (1, "0001_a", "2026-03-02T04:00:00.000000+00:00"),
        (2, "0002_b", "2026-03-02T04:00:00.000000+00:00"),
    ]


def test_step_that_fails_leaves_no_trace_and_can_be_tried_again(connection: sqlite3.Connection) -> None:
    migrate(connection, [FIRST], NOON)
    with pytest.raises(sqlite3.OperationalError, match="missing"):
        migrate(connection, [FIRST, BROKEN], NOON)

    assert connection.execute("SELECT x FROM a").fetchall() == [(1,)]
    assert migrate(connection, [FIRST, SECOND], NOON) == 1


def test_step_that_was_edited_is_refused(connection: sqlite3.Connection) -> None:
    migrate(connection, [FIRST], NOON)

    with pytest.raises(CannotOpenStorageError, match="step 0001_a"):
        migrate(connection, [Migration(1, "0001_a", FIRST.sql + "-- an afterthought\n")], NOON)


def test_known_steps_are_numbered_without_a_hole() -> None:
    steps = known_migrations()

    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert [step.checksum for step in steps[:1]] == [
        "bcac21a92bf406b048685ec70d784ae510c3db16ad1e94dc71f713e647fbdce2"
    ]


def test_trigger_stays_whole_when_a_script_is_split() -> None:
    trigger = "CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN SELECT 1; SELECT 2; END;\n"

    assert list(parted(f"SELECT 1;\n{trigger}SELECT 3")) == ["SELECT 1;\n", trigger, "SELECT 3"]


def test_statements_are_found_by_name() -> None:
    assert named("-- name: one\nSELECT 1;\n\n-- name: two\nSELECT\n2;\n") == {
        "one": "SELECT 1;",
        "two": "SELECT\n2;",
    }


@pytest.mark.parametrize("sql", ["SELECT 1;", "-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n"])
def test_statement_without_a_name_of_its_own_is_refused(sql: str) -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        named(sql)


def test_older_database_is_not_read_by_a_newer_program(connection: sqlite3.Connection) -> None:
    migrate(connection, [FIRST], NOON)

    refuse_other_schema(connection, [FIRST])
    with pytest.raises(CannotOpenStorageError, match="has an older schema: start the bot once"):
        refuse_other_schema(connection, [FIRST, SECOND])
