"""What a database server is asked before anything of it is served, and what is said when it will not do."""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.ports import StorageUnavailableError
from storage.errors import CannotOpenStorageError, InUseError, KeyringError, MissingKeyError
from storage.keyring import Keyring
from storage.manner import PLAIN, Manner
from storage.opening import Storage, open_for_reading, open_storage
from storage.postgres import migrate
from storage.postgres.address import Address, name_of, secrets_in
from storage.postgres.connection import PostgresConnection
from storage.second_place import SecondPlace
from tests.storage.builders import NOON, call, chosen, opened, write
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import manner
from tests.storage.postgres.server import CLERK, Server, server


def store(url: str, folder: Path, how: Manner | None = None) -> AbstractAsyncContextManager[Storage]:
    return open_storage(url, clock=fixed_clock, manner=how or manner(folder))


def reading(url: str, folder: Path) -> AbstractAsyncContextManager[Storage]:
    return open_for_reading(url, clock=fixed_clock, manner=manner(folder))


async def refusal(opening: AbstractAsyncContextManager[Storage]) -> str:
    with pytest.raises((CannotOpenStorageError, KeyringError)) as raised:
        async with opening:
            pass
    return str(raised.value)


async def test_keys_and_second_place_must_be_named(url: str, tmp_path: Path) -> None:
    assert "name their file in HEJIE_KEYS_FILE" in await refusal(store(url, tmp_path, PLAIN))
    assert "name a folder in HEJIE_SECOND_PLACE" in await refusal(
        store(url, tmp_path, Manner(keyring=KEYRING))
    )


async def test_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    said = await refusal(store("postgresql://me:geheim@127.0.0.1:1/hejie", tmp_path))

    assert said == (
        "the database postgresql://127.0.0.1:1/hejie cannot be reached: see that its server runs, that "
        "HEJIE_DB names it, and with sslmode=verify-full that ~/.postgresql/root.crt vouches for its "
        "certificate"
    )


async def test_database_that_is_not_there_is_named(postgres: Server, tmp_path: Path) -> None:
    said = await refusal(store(postgres.address("hejie_nowhere", CLERK), tmp_path))

    assert "hejie_nowhere is not there: make it with createdb" in said


def test_name_holds_neither_user_nor_password_nor_what_follows() -> None:
    assert name_of("postgresql://me:geheim@db.example:5433/hejie?password=geheim") == (
        "the database postgresql://db.example:5433/hejie"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://hejie:pa/ss@db/hejie",
        "postgresql://hejie:12/ss@db/hejie",
        "postgresql://hejie:pa?ss@db/hejie",
        "postgresql://hejie:12?ss@db/hejie",
        "postgresql://hejie:12#ss@db/hejie",
        "postgresql://hejie:[ss@db/hejie",
    ],
)
def test_address_whose_password_cannot_be_told_apart_is_not_repeated(url: str) -> None:
    assert (name_of(url), Address.read(url)) == ("the database that HEJIE_DB names", None)


def test_name_holds_the_hosts_and_the_schema_that_tell_two_databases_apart() -> None:
    url = "postgresql://me:a%2Fb@db-1:5432,[::1]:5433/hejie?target_session_attrs=primary&search_path=%22Hejie%22"

    assert name_of(url) == 'the database postgresql://db-1:5432,[::1]:5433/hejie?search_path="Hejie"'
    assert secrets_in(f"{url}&password=x%2Fy") == ("a%2Fb", "a/b", "x%2Fy", "x/y")
    assert secrets_in("sqlite:///a:b@c.db") == ()


async def test_schema_whose_name_needs_quotes_is_opened_again_and_verified(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.fresh("hejie_toy")
    run(url, 'CREATE SCHEMA "Hejie"')

    for number in range(2):
        async with store(f"{url}&search_path=%22Hejie%22", tmp_path) as storage:
            await write(storage, call(f"S{number}"), opened(f"S{number}"))
            assert storage.witness is not None
            assert not (await storage.witness.verify(lambda _done, _of: None, rows=True)).flaws

    assert select(url, 'SELECT count(*) FROM "Hejie".events') == [(2,)]


async def test_two_bots_in_two_schemas_of_one_database_do_not_meet(postgres: Server, tmp_path: Path) -> None:
    url = postgres.fresh("hejie_toy")
    run(url, "CREATE SCHEMA one", "CREATE SCHEMA two")

    async with (
        store(f"{url}&search_path=one", tmp_path / "one") as one,
        store(f"{url}&search_path=two", tmp_path / "two") as two,
    ):
        await write(one, call(), opened())
        assert list(await two.events.load(call())) == []
        with pytest.raises(InUseError, match=r"search_path=one is in use by another program"):
            async with store(f"{url}&search_path=one", tmp_path / "one"):
                pass


async def test_bots_that_share_a_database_write_it_together_and_one_of_them_leads(
    url: str, tmp_path: Path
) -> None:
    shared = replace(manner(tmp_path), shared=True)
    async with store(url, tmp_path, shared) as one, store(url, tmp_path, shared) as other:
        await write(one, call(), opened())
        assert list(await other.events.load(call())) == [opened()]
        await write(other, call(), chosen())
        assert list(await one.events.load(call())) == [opened(), chosen()]
        assert (await one.lease.hold(), await other.lease.hold()) == (True, False)

        with pytest.raises(InUseError, match="stop every bot on it first"):
            async with store(url, tmp_path):
                pass

    async with store(url, tmp_path):
        with pytest.raises(InUseError, match="wait until a command that has it alone is done"):
            async with store(url, tmp_path, shared):
                pass


async def test_bots_that_start_at_once_on_an_empty_database_take_up_one_log(
    postgres: Server, tmp_path: Path
) -> None:
    url, shared = postgres.fresh("hejie_toy"), replace(manner(tmp_path), shared=True)
    stores = [store(url, tmp_path, shared) for _ in range(3)]
    async with AsyncExitStack() as stack:
        opened_stores = await asyncio.gather(*(stack.enter_async_context(each) for each in stores))
        for number, each in enumerate(opened_stores):
            await write(each, call(f"S{number}"), opened(f"S{number}"))
        for each in opened_stores:
            assert each.witness is not None
            await each.witness.mark()

    assert select(url, "SELECT count(*) FROM meta WHERE key = 'log'") == [(1,)]
    assert select(url, "SELECT count(*) FROM events") == [(3,)]
    (log,) = [row[0] for row in select(url, "SELECT value FROM meta WHERE key = 'log'")]
    marks = SecondPlace(tmp_path / "second", str(log)).marks()
    assert sorted(each.position for each in marks) == [0, 1, 2, 3]  # where it was taken up, and of each bot


async def test_database_in_use_is_refused_and_can_be_read_beside(url: str, tmp_path: Path) -> None:
    async with store(url, tmp_path) as bot:
        await write(bot, call(), opened())
        with pytest.raises(InUseError, match="is in use by another program: stop every bot on it first"):
            async with store(url, tmp_path):
                pass

        async with reading(url, tmp_path) as beside:
            assert list(await beside.events.load(call())) == [opened()]
            with pytest.raises(StorageUnavailableError, match="cannot be written"):
                await write(beside, call(), chosen())
        assert list(await bot.events.load(call())) == [opened()]

    async with store(url, tmp_path) as after:
        assert list(await after.events.load(call())) == [opened()]


async def test_database_without_a_log_is_not_read(postgres: Server, tmp_path: Path) -> None:
    said = await refusal(reading(postgres.fresh("hejie_toy"), tmp_path))

    assert said.endswith(
        "the database has an older schema, or none: start the bot once to bring it up to date"
    )


async def test_new_database_gets_its_schema(postgres: Server, tmp_path: Path) -> None:
    async with store(postgres.fresh("hejie_toy"), tmp_path) as storage:
        await write(storage, call(), opened())

        assert list(await storage.events.load(call())) == [opened()]


async def test_schema_of_its_own_keeps_apart_from_whatever_else_is_there(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.fresh("hejie_toy")
    run(url, "CREATE TABLE theirs (x BIGINT)", "CREATE SCHEMA hejie")
    assert "tables of another program" in await refusal(store(url, tmp_path))

    async with store(f"{url}&search_path=hejie", tmp_path) as storage:
        await write(storage, call(), opened())

    assert select(url, "SELECT count(*) FROM hejie.events") == [(1,)]


async def test_keys_in_use_must_be_there(url: str, tmp_path: Path) -> None:
    async with store(url, tmp_path) as storage:
        await write(storage, call(), opened())
    other = replace(manner(tmp_path), keyring=Keyring.fresh(NOON.date()))

    with pytest.raises(MissingKeyError, match="is in use and not in the keyring"):
        async with store(url, tmp_path, other):
            pass


async def test_older_copy_is_refused_until_it_is_adopted(postgres: Server, url: str, tmp_path: Path) -> None:
    async with store(url, tmp_path) as storage:
        await write(storage, call(), opened())
        assert storage.witness is not None
        assert await storage.witness.checkpoint()
    [(name,)] = select(url, "SELECT current_database()")
    postgres.rule(
        "DROP DATABASE IF EXISTS hejie_copy WITH (FORCE)",
        f"CREATE DATABASE hejie_copy TEMPLATE {name} OWNER {CLERK}",
    )
    async with store(url, tmp_path) as storage:
        await write(storage, call(), chosen("a"))
    copy = postgres.address("hejie_copy", CLERK)

    said = await refusal(store(copy, tmp_path))

    assert "this database is an older copy: the last 1 events that were written are not in it" in said
    assert "run `hejie log adopt`" in said
    async with store(copy, tmp_path, replace(manner(tmp_path), adopt=True)) as storage:
        assert list(await storage.events.load(call())) == [opened()]
        assert storage.witness is not None
        assert not (await storage.witness.verify(lambda _done, _of: None, rows=True)).flaws


async def test_second_place_that_knows_nothing_of_the_log_is_refused(url: str, tmp_path: Path) -> None:
    async with store(url, tmp_path) as storage:
        await write(storage, call(), opened())

    said = await refusal(store(url, tmp_path, Manner(keyring=KEYRING, second=tmp_path / "elsewhere")))

    assert "knows nothing of this log: bring its files" in said


@pytest.mark.parametrize("lost", ["schema", "rows"])
async def test_database_that_lost_its_log_begins_no_other_beside_marks_of_one(
    postgres: Server, tmp_path: Path, lost: str
) -> None:
    async with store(postgres.fresh("hejie_toy"), tmp_path) as storage:
        await write(storage, call(), opened(), chosen("a"))
    url = postgres.fresh("hejie_toy") if lost == "schema" else postgres.migrated("hejie_toy")
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    before = select(url, tables)

    for how in (manner(tmp_path), replace(manner(tmp_path), shared=True)):
        assert "there is no log in it, and one of 2 events is known" in await refusal(
            store(url, tmp_path, how)
        )

    assert select(url, tables) == before
    async with store(url, tmp_path, Manner(keyring=KEYRING, second=tmp_path / "new")) as storage:
        assert list(await storage.events.load(call())) == []


async def test_log_that_nothing_was_written_to_does_not_stand_in_the_way_of_another(
    postgres: Server, tmp_path: Path
) -> None:
    for _ in range(2):
        async with store(postgres.fresh("hejie_toy"), tmp_path):
            pass

    assert len(list((tmp_path / "second").glob("*.head"))) == 2


async def test_server_in_recovery_is_read_and_never_opened_for_writing(tmp_path: Path) -> None:
    with server(given="") as primary:
        url = primary.migrated("hejie_own")
        async with store(url, tmp_path) as storage:
            await write(storage, call(), opened())
        primary.restart(standby=True)

        assert "its server is in recovery, so that it can only be read" in await refusal(store(url, tmp_path))
        async with reading(url, tmp_path) as beside:
            assert list(await beside.events.load(call())) == [opened()]


async def test_start_waits_for_one_before_it_that_takes_longer_than_a_lock_may(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE", 0.02)
    monkeypatch.setattr(migrate, "ATTEMPTS", 1_000)
    before, came = await asyncio.to_thread(PostgresConnection, url, {}), list[str]()
    await asyncio.to_thread(before.execute, "SELECT pg_advisory_lock(1212500554, hashtext(current_schema()))")

    async def ends() -> None:
        await asyncio.sleep(0.5)
        came.append("the first is done")
        await asyncio.to_thread(before.close)

    async with asyncio.TaskGroup() as group:
        group.create_task(ends())
        async with open_storage(url, clock=fixed_clock, manner=replace(manner(tmp_path), patience=0.1)):
            came.append("the second starts")

    assert came == ["the first is done", "the second starts"]
