import errno
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dialogs.ids import Cause
from dialogs.ports import Appended, StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.marks import Mark, MarkFile
from tests.storage.builders import call, cause, chosen, opened, write
from tests.storage.sqlite.files import Opened, opened_at, select

STREAM = call()
LONG = "很长的步骤" * 2000


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let the system refuse to make any file of this process longer than ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def size_of_wal(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


async def append_until_refused(store: Opened) -> tuple[int, StorageUnavailableError]:
    """Return how many long events were acknowledged, and the refusal."""
    for version in range(1, 1000):
        long = [Write(STREAM, version, (chosen(LONG),))]
        try:
            await store.storage.events.append(long, Cause(f"long:{version}"))
        except StorageUnavailableError as error:
            return version - 1, error
    raise AssertionError("the disk never filled")


async def test_full_disk_refuses_loses_nothing_and_recovers_without_a_restart(tmp_path: Path) -> None:
    async with opened_at(tmp_path / "hejie.db") as store:
        await write(store.storage, STREAM, opened())
        await store.lines.writer.alone(
            lambda connection: connection.execute(
                f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 40}"
            ).fetchone()
        )

        acknowledged, error = await append_until_refused(store)

        assert acknowledged > 0
        assert "cannot grow, because the disk is full: free some space" in str(error)
        assert LONG not in str(error)
        assert len(await store.storage.events.load(STREAM)) == 1 + acknowledged
        answer = await store.storage.events.append(
            [Write(STREAM, 1 + acknowledged, (chosen(),))], cause("after")
        )
        assert answer == Appended({STREAM: 2 + acknowledged})


async def test_commit_that_fails_is_not_acknowledged_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    reached_the_commit = []

    def fill(connection: sqlite3.Connection) -> None:
        for number in range(20):
            connection.execute("INSERT INTO meta VALUES (?, ?)", (f"key-{number}", "x" * 3000))
        reached_the_commit.append(True)

    async with opened_at(path) as store:
        await write(store.storage, STREAM, opened())
        refused = pytest.raises(StorageUnavailableError, match="the disk failed or is full")
        with files_no_longer_than(size_of_wal(path) + 8192), refused:
            await store.lines.writer.run(fill)
        answer = await store.storage.events.append([Write(STREAM, 1, (chosen(),))], cause("after"))

    assert reached_the_commit == [True]
    assert answer == Appended({STREAM: 2})
    assert select(path, "SELECT count(*) FROM meta WHERE key LIKE 'key-%'") == [(0,)]
    assert select(path, "SELECT version FROM events") == [(1,), (2,)]


async def test_mark_that_cannot_be_written_costs_no_commit_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(file: MarkFile, mark: Mark, *, durable: bool = False) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with opened_at(tmp_path / "hejie.db") as store:
        with monkeypatch.context() as patch:
            patch.setattr(MarkFile, "put", full)
            await write(store.storage, STREAM, opened())
            await write(store.storage, STREAM, chosen())
        await write(store.storage, STREAM, chosen())

    assert [each for each in caplog.messages if "mark" in each] == [
        "the mark beside the database cannot be written: No space left on device"
    ]
    async with opened_at(tmp_path / "hejie.db") as store:
        assert len(await store.storage.events.load(STREAM)) == 3


async def test_disk_that_is_full_at_the_start_is_named(tmp_path: Path) -> None:
    with files_no_longer_than(20_000), pytest.raises(CannotOpenStorageError, match="disk"):
        async with opened_at(tmp_path / "hejie.db"):
            pass

    async with opened_at(tmp_path / "hejie.db") as store:
        assert list(await store.storage.events.load(STREAM)) == []
