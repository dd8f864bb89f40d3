"""What was written cannot be changed: not with the rights of the bot, nor by a slip of who has more."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from dialogs.ports import Write
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from tests.storage.builders import call, cause, opened
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import Opened, opened_at
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


def guards_missing(url: str) -> list[str]:
    connection = PostgresConnection(url, {})
    engine = PostgresEngine("toy", lambda: connection)
    try:
        return [str(flaw) for flaw in engine.other_schema(connection)]
    finally:
        connection.close()


def test_guard_that_is_switched_off_is_named(postgres: Server) -> None:
    url = postgres.migrated("hejie_toy")
    assert guards_missing(url) == []

    run(url, "ALTER TABLE events DISABLE TRIGGER events_are_never_changed")

    assert guards_missing(url) == [
        "the schema is not the one that this program makes: events.events_are_never_changed"
    ]


def test_clerk_is_no_superuser(url: str) -> None:
    assert select(url, "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user") == [
        (CLERK, False)
    ]
