"""What was written cannot be changed: not with the rights of the bot, nor by a slip of who has more."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from dialogs.ports import Write
from storage.errors import CannotOpenStorageError
from storage.opening import open_storage
from storage.postgres.connection import PostgresConnection, Rows
from storage.postgres.engine import PostgresEngine
from storage.postgres.soundness import other_schema, wrong_end
from storage.sql.connection import Values
from tests.storage.builders import call, cause, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import beside, run, select
from tests.storage.postgres.lines import Opened, manner, opened_at
from tests.storage.postgres.server import CLERK, Server

CHANGES = [
    f"{change} {table}{where}"
    for table in ("events", "causes")
    for change, where in (
        ("UPDATE", " SET cause = cause || '!'"),
        ("DELETE FROM", ""),
        ("TRUNCATE", " CASCADE"),
    )
]


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        await made.storage.events.append([Write(call(), 0, (opened(),))], cause("tap"))
        yield made


@pytest.mark.parametrize("change", CHANGES)
async def test_bot_has_no_right_to_change_the_log(store: Opened, url: str, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        run(url, change)

    assert select(url, "SELECT e.cause, c.cause FROM events AS e, causes AS c") == [("test:tap", "test:tap")]


@pytest.mark.parametrize("change", CHANGES)
async def test_log_refuses_even_whoever_has_all_rights(
    store: Opened, postgres: Server, url: str, change: str
) -> None:
    database = urlsplit(url).path.removeprefix("/")

    with pytest.raises(asyncpg.RestrictViolationError, match="the log is append-only"):
        run(postgres.address(database), change)


def flaws(url: str) -> list[str]:
    engine = PostgresEngine("toy", lambda: PostgresConnection(url, {}))
    return beside(url, lambda connection: [str(flaw) for flaw in engine.other_schema(connection)])


TOOTHLESS = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS TRIGGER LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NULL; END $$"
)
EDITS = {
    "ALTER TABLE events DISABLE TRIGGER events_are_never_changed": "trigger events.events_are_never_changed",
    TOOTHLESS: "trigger causes.causes_are_never_changed",
    "GRANT UPDATE ON events TO CURRENT_USER": "right events.UPDATE",
    "GRANT DELETE ON causes TO PUBLIC": "right causes.DELETE",
    "ALTER TABLE events DROP CONSTRAINT events_hash_check": "constraint events.events_hash_check",
    "ALTER TABLE meta DROP CONSTRAINT meta_pkey": "constraint meta.meta_pkey",
    "CREATE RULE silent AS ON INSERT TO events DO INSTEAD NOTHING": "rule events.silent",
    "ALTER TABLE sessions ADD COLUMN more TEXT": "column sessions.more",
    "DROP INDEX sessions_by_time": "index sessions.sessions_by_time",
}


def test_whatever_the_schema_has_otherwise_is_named(postgres: Server) -> None:
    url = postgres.migrated("hejie_toy")
    run(url, "CREATE TABLE theirs (x BIGINT PRIMARY KEY)")
    assert flaws(url) == []

    def named(edit: str) -> str:
        """Make an edit that is undone again; return what is said of the schema in between."""

        def work(connection: PostgresConnection) -> str:
            connection.execute("BEGIN")
            connection.execute(edit)
            (flaw,) = other_schema(connection)
            connection.execute("ROLLBACK")
            return str(flaw)

        return beside(url, work)

    said = "the schema is not the one that this program makes: "
    assert {edit: named(edit).removeprefix(said) for edit in EDITS} == EDITS


async def test_end_of_the_log_that_was_moved_is_named_and_nothing_is_written_before_it_is_adopted(
    url: str, tmp_path: Path
) -> None:
    async with opened_at(url, tmp_path) as made:
        await write(made.storage, call(), opened(), chosen("a"))
    run(url, "UPDATE log_end SET position = 5")
    wrong = "its row of log_end is not its last event, 2: somebody changed that row"
    assert flaws(url) == [wrong]

    with pytest.raises(CannotOpenStorageError, match=wrong):
        async with opened_at(url, tmp_path):
            pass
    async with open_storage(url, clock=fixed_clock, manner=replace(manner(tmp_path), adopt=True)) as storage:
        await write(storage, call(), chosen("b"))

    assert flaws(url) == []
    assert select(url, "SELECT position FROM log_end") == [(3,)]


ONE_MORE = """
WITH one AS (SELECT position + 1 AS number, sha256(hash) AS hash FROM log_end),
moved AS (UPDATE log_end SET (position, hash) = (SELECT number, hash FROM one))
INSERT INTO events SELECT number, 'session', 'S9', number, 'toy', 1, '', '', 1, 'toy', hash FROM one
"""


def test_end_of_the_log_that_others_move_meanwhile_is_not_taken_for_a_wrong_one(url: str) -> None:
    class Overtaken(PostgresConnection):
        """A connection on whose every answer the log is moved by somebody else."""

        def execute(self, statement: str, values: Values = (), /) -> Rows:
            answer = super().execute(statement, values)
            run(url, ONE_MORE)
            return answer

    def look() -> tuple[str | None, object]:
        with closing(Overtaken(url, {})) as connection:
            return wrong_end(connection), connection.look("SELECT max(position) FROM events")[0][0]

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(look).result() == (None, 1)


def test_clerk_is_no_superuser(url: str) -> None:
    assert select(url, "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user") == [
        (CLERK, False)
    ]
