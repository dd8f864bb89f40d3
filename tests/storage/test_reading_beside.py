"""A command line reads the log while a bot writes it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.events import SessionRead
from dialogs.ids import Cause, PersonId, SessionId, access_stream
from dialogs.ports import StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.opening import open_for_reading, open_storage

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SESSION = SessionId("01M83FVE88SDSZP4NNE7J4WZPK")
READ = SessionRead(at=NOW, by=PersonId(1), session=SESSION)


def clock() -> datetime:
    return NOW


async def test_a_reader_beside_the_bot_sees_what_was_committed_and_writes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.db"
    stream = access_stream(SESSION)
    async with open_storage(url, clock=clock) as bot, open_for_reading(url, clock=clock) as reader:
        await bot.events.append([Write(stream, 0, (READ,))], Cause("one"))

        assert list(await reader.events.load(stream)) == [READ]
        with pytest.raises(StorageUnavailableError):
            await reader.events.append([Write(stream, 1, (READ,))], Cause("two"))
        assert list(await bot.events.load(stream)) == [READ]


async def test_reading_a_database_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenStorageError, match="start the bot once"):
        async with open_for_reading(f"sqlite:///{tmp_path}/none.db", clock=clock):
            pass


async def test_a_file_of_another_kind_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 20)

    with pytest.raises(CannotOpenStorageError):
        async with open_for_reading(f"sqlite:///{path}", clock=clock):
            pass
