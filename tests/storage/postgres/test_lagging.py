"""A server that lacks something that was acknowledged, or went its own way, is written by no program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dialogs.ports import Appended, StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.opening import SHANGHAI, Storage, in_database, open_storage
from storage.postgres import past
from storage.postgres.opening import PostgresLines, open_lines
from tests.storage.builders import call, cause, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import Opened, manner, opened_at
from tests.storage.postgres.server import Server

STREAM = call()
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        yield made


async def five_more(storage: Storage) -> None:
    await write(storage, STREAM, opened())
    for number in range(5):
        await write(storage, STREAM, chosen(f"step-{number}"))


def fail_over_to_one_that_lags(postgres: Server, url: str, by: int = 5) -> None:
    """Cut all connections, and let the database stand as it did so many events ago."""
    postgres.rule(
        OTHERS,
        "SET session_replication_role = replica; "
        f"DELETE FROM events WHERE position > (SELECT max(position) FROM events) - {by}; "
        "UPDATE log_end SET (position, hash) = (SELECT position, hash FROM events ORDER BY 1 DESC LIMIT 1)",
        database=urlsplit(url).path.removeprefix("/"),
    )


async def test_server_that_lacks_what_was_acknowledged_is_written_by_nobody(
    postgres: Server, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened_at(url, tmp_path) as store:
        await five_more(store.storage)
        assert store.storage.witness is not None
        await store.storage.witness.mark()
        whole = store.lines.second.marks()
        fail_over_to_one_that_lags(postgres, url)

        for _ in range(2):
            with pytest.raises(StorageUnavailableError, match="an older copy: the last 5 events"):
                await write(store.storage, STREAM, chosen("late"))
        await store.storage.witness.mark()

    assert store.lines.second.marks() == whole
    assert select(url, "SELECT position FROM log_end") == [(1,)]
    assert caplog.text.count("the last 5 events that were written are not in it") == 1
    with pytest.raises(CannotOpenStorageError, match="an older copy: the last 5 events"):
        async with opened_at(url, tmp_path):
            pass


@asynccontextmanager
async def two_programs(url: str, folder: Path) -> AsyncIterator[tuple[Storage, Storage]]:
    how = replace(manner(folder), shared=True)
    async with (
        open_storage(url, clock=fixed_clock, manner=how) as one,
        open_storage(url, clock=fixed_clock, manner=how) as other,
    ):
        yield one, other


@asynccontextmanager
async def two_programs_with_lines(url: str, folder: Path) -> AsyncIterator[tuple[Opened, Opened]]:
    how = replace(manner(folder), shared=True)
    async with open_lines(url, fixed_clock, how) as one, open_lines(url, fixed_clock, how) as other:
        yield with_lines(one), with_lines(other)


def with_lines(lines: PostgresLines) -> Opened:
    return Opened(in_database(lines, fixed_clock, SHANGHAI, alone=False), lines)


async def test_server_that_lacks_what_was_acknowledged_by_one_program_is_written_by_no_other(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    async with two_programs(url, tmp_path) as (one, other):
        await write(other, call("S2"), opened("S2"))
        await five_more(one)
        fail_over_to_one_that_lags(postgres, url)

        for each in (one, other):
            with pytest.raises(StorageUnavailableError, match="an older copy: the last 5 events"):
                await write(each, STREAM, chosen("late"))

    assert select(url, "SELECT position FROM log_end") == [(2,)]


async def test_server_that_lacks_what_is_marked_is_written_by_nobody_whoever_wrote_it(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    async with two_programs(url, tmp_path) as (one, other):
        await five_more(one)
        assert one.witness is not None
        await one.witness.mark()
        await write(one, STREAM, chosen("unmarked"))
        fail_over_to_one_that_lags(postgres, url, by=3)

        with pytest.raises(StorageUnavailableError, match="an older copy: the last 2 events"):
            await write(other, STREAM, chosen("late"))


async def test_program_that_knows_less_and_comes_first_hears_the_others_before_it_judges(
    postgres: Server, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_programs_with_lines(url, tmp_path) as (one, other):
        await write(other.storage, call("S2"), opened("S2"))
        await five_more(one.storage)
        fail_over_to_one_that_lags(postgres, url, by=2)
        assert one.lines.past is not None
        assert other.lines.past is not None
        other.lines.past.server = "the one before"
        waits = list[float]()

        def wait(seconds: float) -> None:
            waits.append(seconds)
            assert one.lines.past is not None
            one.lines.past.witness()  # as it does each second

        monkeypatch.setattr(past, "sleep", wait)
        for _ in range(2):
            with pytest.raises(StorageUnavailableError, match="an older copy: the last 2 events"):
                await write(other.storage, STREAM, chosen("late"))

    assert waits == [past.TOLD_WITHIN]


async def test_what_one_program_tells_is_never_written_over_by_another(url: str, tmp_path: Path) -> None:
    async with two_programs_with_lines(url, tmp_path) as (one, other):
        await write(other.storage, call("S2"), opened("S2"))
        await five_more(one.storage)
        for each in (one, other, one, other):
            assert each.storage.witness is not None
            await each.storage.witness.mark()
            assert max(mark.position for mark in one.lines.second.marks()) == 7

    assert max(mark.position for mark in one.lines.second.marks()) == 7
    async with opened_at(url, tmp_path) as alone:
        marks = alone.lines.second.marks()
        assert [mark.position for mark in marks] == [7, 7]  # where it was taken up, and its own
        assert len(list(alone.lines.second.folder.glob("*.head-*"))) == 1


async def test_program_that_was_refused_does_not_undo_an_adoption(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    shared = replace(manner(tmp_path), shared=True)
    async with open_storage(url, clock=fixed_clock, manner=shared) as forgotten:
        await five_more(forgotten)
        fail_over_to_one_that_lags(postgres, url, by=3)
        with pytest.raises(StorageUnavailableError, match="an older copy"):
            await write(forgotten, STREAM, chosen("late"))
        async with open_lines(url, fixed_clock, replace(manner(tmp_path), adopt=True)):
            pass
        with pytest.raises(StorageUnavailableError, match="an older copy: the last 3 events"):
            await write(forgotten, STREAM, chosen("late"))
        assert forgotten.witness is not None
        with pytest.raises(FileNotFoundError):
            await forgotten.witness.mark()

    async with open_lines(url, fixed_clock, shared) as lines:
        assert len(await with_lines(lines).storage.events.load(STREAM)) == 3


def go_another_way(postgres: Server, url: str) -> None:
    """Cut all connections, and let the log have another event in the place of its sixth, and one more."""
    fail_over_to_one_that_lags(postgres, url, by=0)
    postgres.rule(
        "SET session_replication_role = replica; "
        "UPDATE events SET hash = sha256(hash) WHERE position = 6; "
        'INSERT INTO events SELECT (jsonb_populate_record(e, \'{"position": 7, "version": 7}\')).* '
        "FROM events AS e WHERE position = 6; "
        "UPDATE log_end SET (position, hash) = (SELECT position, hash FROM events WHERE position = 7)",
        database=urlsplit(url).path.removeprefix("/"),
    )


async def test_server_that_has_another_event_in_its_place_is_written_by_nobody(
    postgres: Server, store: Opened, url: str
) -> None:
    await five_more(store.storage)
    go_another_way(postgres, url)

    with pytest.raises(StorageUnavailableError, match="went its own way: its event 6"):
        await write(store.storage, STREAM, chosen("late"))


async def test_server_that_went_its_own_way_is_never_marked(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    async with opened_at(url, tmp_path) as store:
        await five_more(store.storage)
        assert store.storage.witness is not None
        await store.storage.witness.mark()
        go_another_way(postgres, url)
        await store.storage.witness.mark()

    with pytest.raises(CannotOpenStorageError, match="went its own way: its event 6"):
        async with opened_at(url, tmp_path):
            pass


async def test_end_of_the_log_that_was_moved_meanwhile_is_not_written_on(store: Opened, url: str) -> None:
    await write(store.storage, STREAM, opened())
    run(url, OTHERS, "UPDATE log_end SET position = 5")

    with pytest.raises(StorageUnavailableError, match="its row of log_end is not its last event, 1"):
        await write(store.storage, STREAM, chosen("late"))


async def test_server_that_comes_back_with_all_of_it_is_written_again(
    postgres: Server, store: Opened, url: str
) -> None:
    await five_more(store.storage)
    name = urlsplit(url).path.removeprefix("/")
    postgres.rule("CREATE TABLE whole AS TABLE events", "GRANT ALL ON whole TO PUBLIC", database=name)
    try:
        fail_over_to_one_that_lags(postgres, url)
        with pytest.raises(StorageUnavailableError, match="an older copy"):
            await write(store.storage, STREAM, chosen("late"))
        postgres.rule(
            "INSERT INTO events SELECT * FROM whole ON CONFLICT DO NOTHING; "
            "UPDATE log_end SET position = 6, hash = (SELECT hash FROM events WHERE position = 6)",
            database=name,
        )
    finally:
        postgres.rule("DROP TABLE whole", database=name)

    assert await store.storage.events.append([Write(STREAM, 6, (chosen("late"),))], cause("late")) == (
        Appended({STREAM: 7})
    )
