"""Two versions of the program on one database at the same time: what they may, and what is refused."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Final

import pytest

from dialogs.ids import person_stream
from dialogs.ports import SessionStatus, StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.opening import Storage, open_for_reading
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.migrate import FOLDER, migrate, tell_code
from storage.sql.migrations import Migration
from tests.storage.builders import (
    BOSS,
    EVERYBODY,
    NOON,
    admit,
    admitted,
    call,
    cause,
    chosen,
    complaint_of,
    notice,
    opened,
    received,
    shown,
    write,
)
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import crossed, run, select
from tests.storage.postgres.lines import manner
from tests.storage.postgres.server import Server
from tests.storage.postgres.versions import (
    BEFORE,
    CODE,
    OLD,
    Version,
    applied,
    described,
    newer_steps,
    up_to,
    upgraded,
)
from tests.storage.upgrading import Walk, further

OTHERS: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
WAITING: Final = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND NOT granted"
HOLD: Final = "SELECT pg_advisory_lock_shared(1212500553, hashtext(current_schema()))"


@pytest.fixture
def steps(tmp_path: Path) -> Sequence[Migration]:
    return newer_steps(tmp_path)


@pytest.fixture
def newer(postgres: Server, steps: Sequence[Migration], tmp_path: Path) -> Version:
    return Version(steps, described(postgres, steps, tmp_path / "catalogue.txt"))


@pytest.fixture
def url(postgres: Server) -> str:
    """A database of its own, with the schema that old code knows."""
    return postgres.migrated("hejie_toy")


@pytest.fixture
async def old(url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    """A store that code from before has open."""
    async with BEFORE.opens(url, tmp_path) as storage:
        yield storage


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[PostgresConnection]:
    """Give a connection of somebody else's; whatever is done with it must be done in a thread."""
    there = await asyncio.to_thread(PostgresConnection, url, {})
    try:
        yield there
    finally:
        await asyncio.to_thread(there.close)


@asynccontextmanager
async def company(url: str, code: int | None) -> AsyncIterator[None]:
    """Have somebody on the database who told ``code``; none who told nothing."""
    async with connected(url) as there:
        if code is not None:
            await asyncio.to_thread(tell_code, there, code)
        await asyncio.to_thread(there.execute, HOLD)
        yield


async def test_older_copy_is_refused_before_its_schema_is_changed(
    postgres: Server, url: str, newer: Version, tmp_path: Path
) -> None:
    async with BEFORE.opens(url, tmp_path) as storage:
        await write(storage, call(), opened(), chosen("a"))
    postgres.rule(
        "SET session_replication_role = replica; DELETE FROM events WHERE position = 2; "
        "UPDATE log_end SET (position, hash) = (SELECT position, hash FROM events)",
        database="hejie_toy",
    )

    with pytest.raises(CannotOpenStorageError, match="an older copy: the last 1 events"):
        async with newer.opens(url, tmp_path, after_steps=True):
            pass

    assert applied(url) == up_to(CODE)


@pytest.mark.parametrize("code", [None, 1, CODE, CODE + 1])
async def test_nothing_is_taken_away_while_older_code_is_there(
    url: str, steps: Sequence[Migration], code: int | None
) -> None:
    async with company(url, code):
        with pytest.raises(CannotOpenStorageError) as raised:
            await asyncio.to_thread(upgraded, url, steps, after_steps=True)

    assert str(raised.value) == (
        f"step {CODE + 2:04}_less.after takes away what code older than {CODE + 2} needs, and such code has "
        f"the database open: code {code or 0} at an unknown place; let the newer version, of code "
        f"{CODE + 3}, take its place, then run `hejie log migrate` again"
    )
    assert applied(url) == up_to(CODE + 1)
    assert upgraded(url, steps, after_steps=True) == 2


@pytest.mark.parametrize("code", [CODE + 2, CODE + 3])
async def test_what_older_code_needed_is_taken_away_beside_newer_code(
    url: str, steps: Sequence[Migration], code: int
) -> None:
    async with company(url, code):
        assert await asyncio.to_thread(upgraded, url, steps, after_steps=True) == 3


async def test_older_code_of_another_user_is_seen_and_that_of_another_schema_does_not_count(
    postgres: Server, url: str, steps: Sequence[Migration]
) -> None:
    upgraded(url, steps)
    run(url, "CREATE SCHEMA other")
    async with company(f"{url}&search_path=other", CODE):
        async with company(postgres.address("hejie_toy"), CODE):
            with pytest.raises(
                CannotOpenStorageError, match=f"such code has the database open: code {CODE} "
            ):
                await asyncio.to_thread(upgraded, url, steps, after_steps=True)

        assert await asyncio.to_thread(upgraded, url, steps, after_steps=True) == 1


async def test_store_that_is_open_is_seen_with_its_code(
    old: Storage, url: str, steps: Sequence[Migration]
) -> None:
    with pytest.raises(CannotOpenStorageError, match=f"such code has the database open: code {CODE} "):
        await asyncio.to_thread(upgraded, url, steps, after_steps=True)
    assert list(await old.events.load(call())) == []


async def everything(storage: Storage, name: str) -> None:
    """Write into every table that grows, or read from it, on each connection."""
    who, number = EVERYBODY[len(name)], len(name)
    await write(storage, call(name), opened(name, complaint=name), chosen("a"))
    await write(storage, call(name), chosen("b"))
    await write(storage, complaint_of(name), received(name))
    await write(storage, person_stream(who.person), admitted(who))
    told = (notice(BOSS, session=name),)
    await storage.events.append([Write(call(name), 3, (chosen("c"),), told)], cause(name))
    assert [each.notice.about for each in await storage.dispatches.due(NOON)] == [call(name)]
    assert await storage.shown.record(shown(number, session=name), after=None)
    assert [each.message for each in await storage.shown.live_in(7)] == [*range(1, number + 1)]
    assert await storage.directory.actor(who.person) == who
    await storage.bot_identity.remember(70000001)


async def test_old_code_works_on_while_tables_grow_under_it(
    old: Storage, url: str, steps: Sequence[Migration]
) -> None:
    await everything(old, "a")

    await asyncio.to_thread(upgraded, url, steps)

    for name in ("bb", "ccc"):
        await everything(old, name)
    assert await BEFORE.finds(old) == []


async def test_statement_that_is_not_prepared_anew_is_caught(
    url: str, steps: Sequence[Migration], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgresEngine, "is_worth_another_try", lambda _self, _error: False)
    async with BEFORE.opens(url, tmp_path) as old:
        await everything(old, "a")
        await asyncio.to_thread(upgraded, url, steps)

        with pytest.raises(StorageUnavailableError, match="InvalidCachedStatementError"):
            await everything(old, "bb")


def changes(url: str) -> AbstractContextManager[None]:
    """Have a step hold a table, and then want one that a write got hold of meanwhile."""
    return crossed(
        url, "ALTER TABLE complaints ADD COLUMN more TEXT", "ALTER TABLE events ADD COLUMN more TEXT"
    )


async def test_write_that_meets_a_step_is_tried_again(old: Storage, url: str) -> None:
    await everything(old, "a")

    with changes(url):
        await everything(old, "bb")


async def test_write_that_is_not_tried_again_fails_where_it_meets_a_step(
    old: Storage, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgresEngine, "is_worth_another_try", lambda _self, _error: False)
    await everything(old, "a")

    with changes(url), pytest.raises(StorageUnavailableError, match="is held by another program"):
        await everything(old, "bb")


async def test_call_is_walked_by_old_and_new_code_at_once(url: str, newer: Version, tmp_path: Path) -> None:
    walk = Walk(tmp_path / "library")
    async with BEFORE.opens(url, tmp_path) as old:
        await admit(old)
        await walk.taps(old)
        async with newer.opens(url, tmp_path) as new:
            assert applied(url) == up_to(CODE + 3, CODE + 2)
            await walk.taps(new, old, new, old)
            assert walk.state.status is SessionStatus.ENDED
            assert await walk.stands_in(old) == await walk.stands_in(new) == walk.state
            assert (await BEFORE.finds(old), await newer.finds(new)) == ([], [])


async def test_upgrade_ends_without_a_pause(url: str, newer: Version, tmp_path: Path) -> None:
    walk = Walk(tmp_path / "library")
    async with BEFORE.opens(url, tmp_path) as old:
        await admit(old)
        await walk.taps(old)
        async with newer.opens(url, tmp_path) as new:
            await walk.taps(new, old)
            with pytest.raises(CannotOpenStorageError, match="let the newer version"):
                async with newer.opens(url, tmp_path, after_steps=True):
                    pass
            await walk.taps(old)
    async with newer.opens(url, tmp_path) as new, newer.opens(url, tmp_path) as other:
        await walk.taps(new)
        await everything(other, "a")
        async with newer.opens(url, tmp_path, after_steps=True) as last:
            assert applied(url) == up_to(CODE + 3)
            assert [await newer.finds(each) for each in (new, other, last)] == [[], [], []]
        await everything(other, "bb")
        assert await walk.stands_in(other) == walk.state

    with pytest.raises(CannotOpenStorageError) as raised:
        async with BEFORE.opens(url, tmp_path):
            pass
    assert str(raised.value).partition(": ")[2] == refusal()
    with pytest.raises(CannotOpenStorageError, match="is the oldest that may run"):
        async with open_for_reading(url, clock=fixed_clock, manner=manner(tmp_path)):
            pass


def refusal() -> str:
    return (
        f"the database has schema {CODE + 3}, on which code {CODE + 2} is the oldest that may run, and this "
        f"version of the program has code {CODE}: start the newer version, or restore a backup from before "
        "`hejie log migrate`"
    )


async def test_old_code_that_was_cut_off_meanwhile_writes_nothing_more(
    old: Storage, url: str, steps: Sequence[Migration], caplog: pytest.LogCaptureFixture
) -> None:
    await write(old, call(), opened())
    run(url, OTHERS)
    assert await asyncio.to_thread(upgraded, url, steps, after_steps=True) == 3

    for _ in range(2):
        with pytest.raises(StorageUnavailableError, match="is the oldest that may run"):
            await write(old, call(), chosen("a"))

    assert select(url, "SELECT count(*) FROM events") == [(1,)]
    assert [each.levelname for each in caplog.records if refusal() in each.message] == ["CRITICAL"]


async def test_old_code_that_starts_while_something_is_taken_away_is_refused(
    url: str, steps: Sequence[Migration], tmp_path: Path
) -> None:
    """It waits for whoever changes the schema, and looks at the schema only then."""
    upgraded(url, steps)
    less = steps[CODE + 1]
    recorded = f"INSERT INTO migrations VALUES ({less.number}, '{less.name}', '{less.checksum}', '')"
    async with connected(url) as changing:
        for statement in ("BEGIN", "SELECT pg_advisory_xact_lock(1212500553, 1)"):
            await asyncio.to_thread(changing.execute, statement)

        async def changes() -> None:
            while select(url, WAITING) == [(0,)]:  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.01)
            for statement in (less.sql, recorded, "COMMIT"):
                await asyncio.to_thread(changing.execute, statement)

        said, _ = await asyncio.gather(refused(url, tmp_path), changes())

    assert said == refusal()


async def refused(url: str, folder: Path) -> str:
    with pytest.raises(CannotOpenStorageError) as raised:
        async with BEFORE.opens(url, folder):
            pass
    return str(raised.value).partition(": ")[2]


async def test_step_that_must_wait_for_a_reader_gives_up_and_can_be_tried_again(
    url: str, newer: Version, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres.migrate.ATTEMPTS", 2)
    async with connected(url) as reading:
        for statement in ("BEGIN", "LOCK TABLE sessions IN ACCESS SHARE MODE"):
            await asyncio.to_thread(reading.execute, statement)
        with pytest.raises(CannotOpenStorageError, match="is held by another program"):
            async with newer.opens(url, tmp_path):
                pass
        assert applied(url) == up_to(CODE)

    async with newer.opens(url, tmp_path):
        assert applied(url) == up_to(CODE + 3, CODE + 2)


def test_step_that_changes_nothing_refuses_older_code(url: str, tmp_path: Path) -> None:
    gate = further(FOLDER, tmp_path / "gate", ("events.after", "-- A new type is written now.\nSELECT 1;\n"))

    assert upgraded(url, gate, after_steps=True) == 1

    with pytest.raises(CannotOpenStorageError, match=f"code {CODE + 1} is the oldest that may run"):
        upgraded(url, OLD)


async def test_old_and_new_code_start_at_once_on_a_new_database(
    postgres: Server, newer: Version, tmp_path: Path
) -> None:
    url = postgres.fresh("hejie_toy")

    async def starts(version: Version) -> int:
        def work() -> int:
            with closing(PostgresConnection(url, {})) as connection:
                return migrate(connection, version.steps, NOON)

        return await asyncio.to_thread(work)

    found = await asyncio.gather(*map(starts, (BEFORE, newer, newer, BEFORE)), return_exceptions=True)

    counts = [each for each in found if isinstance(each, int)]
    assert all(isinstance(each, int) or str(each) == refusal() for each in found)
    if sum(counts) == CODE + 3:  # new code came first, and there was never anybody who needed the step
        assert applied(url) == up_to(CODE + 3)
    else:
        assert (sum(counts), applied(url)) == (CODE + 2, up_to(CODE + 3, CODE + 2))
