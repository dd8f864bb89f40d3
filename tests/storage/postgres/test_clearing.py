"""What was erased is cleared away by the server, and nobody's tap waits for that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dialogs.events import ErasureReason, WordsErased, WordsNoted
from dialogs.ids import StepId
from dialogs.ports import Appended, StorageUnavailableError, Write
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.opening import SHANGHAI, Storage, in_database
from storage.postgres import opening
from storage.postgres.connection import PostgresConnection
from storage.postgres.opening import open_lines
from tests.storage.builders import ADMIN, LIN, NOON, call, cause, opened, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.lines import Opened, manner

IN_TIME = 30.0
HOLD = "LOCK TABLE data_keys IN SHARE UPDATE EXCLUSIVE MODE"
"""What another VACUUM takes, or an ANALYZE; whoever writes rows does not mind it."""


@asynccontextmanager
async def opened_with_index(url: str, folder: Path) -> AsyncIterator[Opened]:
    async with open_lines(url, fixed_clock, replace(manner(folder), index=True)) as lines:
        yield Opened(in_database(lines, fixed_clock, SHANGHAI, alone=False), lines)


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_with_index(url, tmp_path) as made:
        await write(made.storage, call(), opened(), noted())
        yield made


@asynccontextmanager
async def held(url: str) -> AsyncIterator[None]:
    """Hold the table of keys as another program may that tidies it up."""
    other = await asyncio.to_thread(PostgresConnection, url, {})
    try:
        await asyncio.to_thread(other.execute, "BEGIN")
        await asyncio.to_thread(other.execute, HOLD)
        yield
    finally:
        await asyncio.to_thread(other.close)


def noted() -> WordsNoted:
    words = Sealed("编造的话，别处没有")
    return WordsNoted(
        at=NOON, by=LIN.person, place=Place.FACT, words=words, step=StepId("greet"), said_at=NOON
    )


async def erase(storage: Storage) -> object:
    gone = WordsErased(at=NOON, by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)
    return await storage.events.append([Write(call(), 2, (gone,))], cause("erase"))


def cleared(url: str) -> dict[object, object]:
    """Return how often the server has cleared away what was deleted, by table."""
    return dict(select(url, "SELECT relname, vacuum_count FROM pg_stat_user_tables"))  # type: ignore[arg-type]


async def until_cleared(url: str, before: dict[object, object]) -> None:
    """Wait until both tables of an erasure were seen to; the server tells a moment later."""
    both = {"data_keys", "word_marks"}
    async with asyncio.timeout(IN_TIME):
        while {name for name in both if cleared(url)[name] == before[name]}:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.05)


async def test_keys_and_marks_that_were_deleted_are_cleared_away_at_once(store: Opened, url: str) -> None:
    before = cleared(url)

    assert await erase(store.storage) == Appended({call(): 3})

    await until_cleared(url, before)
    assert not store.lines.writer.needs_scrub


async def test_nobody_waits_with_a_tap_until_it_is_cleared_away(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_CLEARING", IN_TIME)
    async with opened_with_index(url, tmp_path) as store, asyncio.TaskGroup() as group:
        await write(store.storage, call(), opened(), noted())
        async with held(url), asyncio.timeout(IN_TIME):
            erasing = group.create_task(erase(store.storage))
            while len(await store.storage.events.load(call())) < 3:  # noqa: ASYNC110 - nothing tells it
                await asyncio.sleep(0.02)

            await write(store.storage, call("S2"), opened("S2"))

            assert not erasing.done()
        assert await erasing == Appended({call(): 3})


async def test_erasure_counts_while_somebody_holds_the_table_which_is_cleared_away_later(
    store: Opened, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with held(url):
        assert await erase(store.storage) == Appended({call(): 3})
    before = cleared(url)
    assert [each.levelname for each in caplog.records if "may still be there" in each.message] == ["CRITICAL"]
    held_up = store.lines.writer.needs_scrub

    assert store.storage.witness is not None
    await store.storage.witness.scrub_again()

    assert (held_up, store.lines.writer.needs_scrub) == (True, False)
    await until_cleared(url, before)


async def test_mark_does_not_wait_for_what_is_being_cleared_away(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_CLEARING", IN_TIME)
    async with opened_with_index(url, tmp_path) as store, asyncio.TaskGroup() as group:
        await write(store.storage, call(), opened(), noted())
        witness = store.storage.witness
        assert witness is not None
        async with held(url), asyncio.timeout(IN_TIME):
            clearing = group.create_task(witness.scrub())
            await asyncio.sleep(0)

            await witness.mark()
            await witness.scrub_again()

            assert not clearing.done()
        await clearing


async def test_erasure_counts_though_nothing_can_be_cleared_away(
    store: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(_: object) -> None:
        raise StorageUnavailableError("the database has no connection left")

    monkeypatch.setattr(store.lines.writer, "_aside", SimpleNamespace(run=full))

    assert await erase(store.storage) == Appended({call(): 3})

    assert ["has no connection left" in each.message for each in caplog.records] == [True]
    assert store.lines.writer.needs_scrub


async def test_what_an_older_look_still_saw_is_cleared_away_once_more(store: Opened, url: str) -> None:
    await erase(store.storage)
    before = cleared(url)

    assert store.storage.witness is not None
    await store.storage.witness.scrub()

    await until_cleared(url, before)
