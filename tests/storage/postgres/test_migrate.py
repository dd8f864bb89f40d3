"""The schema grows step by step, one program at a time, and is what the schema file says."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing

import asyncpg
import pytest

from storage.errors import CannotOpenStorageError
from storage.postgres.connection import PostgresConnection, SilentError
from storage.postgres.migrate import SCHEMA, known_migrations, migrate, refuse_other_schema
from storage.postgres.soundness import CATALOGUE as KNOWN
from storage.postgres.soundness import catalogue as catalogue_of
from storage.sql.migrations import Migration
from tests.storage.builders import NOON
from tests.storage.postgres.beside import crossed, run, select
from tests.storage.postgres.server import Server

FIRST = known_migrations()[0]
SECOND = Migration(2, "0002_more", "CREATE TABLE more (x BIGINT);")
BROKEN = Migration(2, "0002_more", "CREATE TABLE more (x BIGINT); INSERT INTO missing VALUES (1);")
CATALOGUE = """
SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
    l.collname, pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND c.relkind = 'r' AND c.relnamespace = to_regnamespace('public')
UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS c ON c.oid = indrelid
WHERE c.relnamespace = to_regnamespace('public')
UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE connamespace = to_regnamespace('public')
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = to_regnamespace('public')
UNION ALL SELECT concat_ws(' ', relname, relacl, reloptions)
FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('public')
"""


SLOW = Migration(2, "0002_more", "SELECT pg_sleep(3);")
BOTH = Migration(2, "0002_both", "ALTER TABLE sooner ADD y BIGINT; ALTER TABLE later ADD y BIGINT;")
HELD_UP = (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


@pytest.fixture
def empty(postgres: Server) -> str:
    return postgres.fresh("hejie_toy")


@pytest.fixture
def connection(empty: str) -> Iterator[PostgresConnection]:
    with closing(PostgresConnection(empty, {})) as made:
        yield made


def catalogue(connection: PostgresConnection) -> set[str]:
    """What the schema holds, except the table in which the steps stand, which only steps make."""
    return {row[0] for row in connection.look(CATALOGUE) if not row[0].startswith("migrations")} - {
        "CREATE UNIQUE INDEX migrations_pkey ON public.migrations USING btree (number)"
    }


def test_step_may_take_longer_than_a_server_has_to_answer(empty: str) -> None:
    with closing(PostgresConnection(empty, {}, soon=2.0)) as impatient:
        assert migrate(impatient, [FIRST, SLOW], NOON) == 2
        with pytest.raises(SilentError):  # the control
            impatient.execute("SELECT pg_sleep(3)")


def test_schema_file_is_what_the_steps_amount_to(connection: PostgresConnection) -> None:
    migrate(connection, known_migrations(), NOON)
    by_steps = catalogue(connection)
    connection.execute("DROP SCHEMA public CASCADE")
    connection.execute("CREATE SCHEMA public")

    connection.execute(SCHEMA.read_text(encoding="utf-8"))

    assert len(by_steps) > 150
    assert catalogue(connection) == by_steps


@pytest.mark.parametrize(
    "change", ["DROP INDEX sessions_by_time", "ALTER TABLE events RESET (autovacuum_vacuum_insert_threshold)"]
)
def test_schema_that_differs_by_a_single_thing_is_another(
    connection: PostgresConnection, change: str
) -> None:
    migrate(connection, known_migrations(), NOON)
    by_steps = catalogue(connection)

    connection.execute(change)

    assert len(by_steps - catalogue(connection)) == 1


def test_catalogue_is_what_the_server_says_of_our_schema(connection: PostgresConnection) -> None:
    migrate(connection, known_migrations(), NOON)
    known = KNOWN.read_text(encoding="utf-8").splitlines()

    tables = {row[0] for row in connection.look("SELECT relname FROM pg_class WHERE relkind = 'r'")}

    assert known == sorted(catalogue_of(connection, tables))


def test_steps_are_applied_once_and_noted(connection: PostgresConnection, empty: str) -> None:
    known = known_migrations()

    assert [migrate(connection, known, NOON) for _ in range(2)] == [len(known), 0]

    assert select(empty, "SELECT number, name FROM migrations ORDER BY number") == [
        (each.number, each.name) for each in known
    ]


def test_step_that_fails_leaves_nothing_behind(connection: PostgresConnection, empty: str) -> None:
    migrate(connection, [FIRST], NOON)
    with pytest.raises(Exception, match="missing"):
        migrate(connection, [FIRST, BROKEN], NOON)

    assert select(empty, "SELECT number FROM migrations") == [(1,)]
    assert migrate(connection, [FIRST, SECOND], NOON) == 1


@pytest.fixture
def writes(connection: PostgresConnection, empty: str) -> AbstractContextManager[None]:
    """Somebody who writes into one table, and then wants another that a step got hold of meanwhile."""
    migrate(connection, [FIRST], NOON)
    run(empty, "CREATE TABLE sooner (x BIGINT)", "CREATE TABLE later (x BIGINT)")
    return crossed(empty, "LOCK TABLE later IN ROW EXCLUSIVE MODE", "LOCK TABLE sooner IN ROW EXCLUSIVE MODE")


def test_step_that_meets_who_writes_is_tried_again(
    connection: PostgresConnection, writes: AbstractContextManager[None]
) -> None:
    with writes:
        assert migrate(connection, [FIRST, BOTH], NOON) == 1


def test_step_that_is_tried_once_fails_where_somebody_writes(
    connection: PostgresConnection,
    writes: AbstractContextManager[None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storage.postgres.migrate.ATTEMPTS", 1)

    with writes, pytest.raises(HELD_UP):
        migrate(connection, [FIRST, BOTH], NOON)


async def test_two_programs_at_once_apply_each_step_once(empty: str) -> None:
    def one() -> int:
        with closing(PostgresConnection(empty, {})) as made:
            return migrate(made, [FIRST, SECOND], NOON)

    counts = await asyncio.gather(*(asyncio.to_thread(one) for _ in range(3)))

    assert sum(counts) == 2


def test_edited_step_is_refused(connection: PostgresConnection) -> None:
    migrate(connection, [FIRST, SECOND], NOON)

    with pytest.raises(CannotOpenStorageError, match=r"0002_more .* was edited"):
        migrate(connection, [FIRST, BROKEN], NOON)


def test_database_of_another_program_is_refused_and_left_alone(
    connection: PostgresConnection, empty: str
) -> None:
    run(empty, "CREATE TABLE theirs (x BIGINT)")

    with pytest.raises(CannotOpenStorageError, match="tables of another program: name another database"):
        migrate(connection, known_migrations(), NOON)

    assert select(empty, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("theirs",)]


def test_older_schema_is_not_read(connection: PostgresConnection) -> None:
    migrate(connection, [FIRST], NOON)

    with pytest.raises(CannotOpenStorageError, match="older schema, or none: start the bot once"):
        refuse_other_schema(connection, [FIRST, SECOND])
