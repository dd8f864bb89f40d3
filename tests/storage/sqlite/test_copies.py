"""A live file that was copied and started is refused, each way of copying, with a sentence that helps."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from storage.errors import CannotOpenStorageError, KeyringError
from storage.keyring import Keyring
from storage.manner import Manner
from storage.marks import GO_ON, file_of, mark_at
from storage.opening import SHANGHAI, in_database, open_storage
from storage.sqlite.opening import lines_for_reading, open_lines
from storage.sqlite.past import HEAD, SECOND, beside
from tests.storage.builders import call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import Opened, opened_at

KEYS = Keyring.fresh(date(2026, 11, 28))
"""Kept away from the log, as they should be."""
MISSING = "this file is a copy, or was renamed: {name}-head, which the bot keeps beside it, is missing"
COPY = "this file is a copy, and not the one that the bot wrote"
OLDER = "this file is an older copy: the last {gone} events that were written are not in it"
FORKED = "this file is a copy that went its own way: its event {number} is not the one that the bot wrote"


@asynccontextmanager
async def running(path: Path, second: Path | None = None, *, adopt: bool = False) -> AsyncIterator[Opened]:
    """A bot that has the log open, with the firm's keys in its environment."""
    manner = Manner(keyring=KEYS, second=second, adopt=adopt)
    async with open_lines(path, fixed_clock, manner) as lines:
        yield Opened(in_database(lines, fixed_clock, SHANGHAI), lines)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A log with one call in it."""
    made = tmp_path / "live" / "hejie.db"
    async with running(made) as bot:
        await write(bot.storage, call(), opened(), chosen())
    return made


async def refusal(path: Path, second: Path | None = None) -> str:
    """Return why the file is refused."""
    with pytest.raises(CannotOpenStorageError) as raised:
        async with running(path, second):
            pass
    return str(raised.value)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Return what the files of a folder hold; the lock names whoever came last."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pid")
    return {each.name: each.read_bytes() for each in files}


def sentence(path: Path, *troubles: str) -> str:
    return f"{path}: {'; '.join(troubles)}. {GO_ON}"


def rename(path: Path, name: str, *endings: str) -> Path:
    renamed = path.with_name(name)
    for each in endings:
        beside(path, each).rename(beside(renamed, each))
    return renamed


async def events_in(path: Path, second: Path | None = None, *, adopt: bool = False) -> int:
    async with running(path, second, adopt=adopt) as bot:
        return len(await bot.storage.events.load(call()))


async def test_file_that_the_bot_wrote_is_opened_again_and_again(path: Path) -> None:
    for more in range(3):
        async with running(path) as bot:
            assert len(await bot.storage.events.load(call())) == 2 + more
            await write(bot.storage, call(), chosen())


async def test_database_alone_copied_beside_the_bot_is_refused(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with running(path) as bot:
        await write(bot.storage, call(), chosen())
        shutil.copy(path, copy)

    assert await refusal(copy) == sentence(copy, MISSING.format(name="copy.db"))


async def test_database_alone_copied_in_its_first_run_is_refused(tmp_path: Path) -> None:
    path, copy = tmp_path / "hejie.db", tmp_path / "copy.db"
    async with running(path) as bot:
        await write(bot.storage, call(), opened())
        shutil.copy(path, copy)

    assert await refusal(copy) == sentence(copy, MISSING.format(name="copy.db"))


async def test_database_alone_is_told_how_much_it_lacks_where_the_second_place_knows(tmp_path: Path) -> None:
    path, second, copy = tmp_path / "hejie.db", tmp_path / "second", tmp_path / "copy.db"
    async with running(path, second) as bot:
        await write(bot.storage, call(), opened())
    shutil.copy(path, copy)
    async with running(path, second) as bot:
        await write(bot.storage, call(), chosen(), chosen())

    said = await refusal(copy, second)

    assert said == sentence(copy, MISSING.format(name="copy.db"), OLDER.format(gone=2))


async def test_database_and_journal_copied_beside_the_bot_are_refused(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with running(path) as bot:
        await write(bot.storage, call(), chosen())
        shutil.copy(beside(path, "-wal"), beside(copy, "-wal"))
        shutil.copy(path, copy)

    assert await refusal(copy) == sentence(copy, MISSING.format(name="copy.db"))


async def test_whole_folder_copied_beside_the_bot_is_refused(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    async with running(path) as bot:
        await write(bot.storage, call(), chosen())
        shutil.copytree(path.parent, folder)
        await write(bot.storage, call(), chosen())

    assert await refusal(folder / path.name) == sentence(folder / path.name, COPY)


async def test_whole_folder_copied_file_by_file_while_the_bot_writes_is_refused(
    path: Path, tmp_path: Path
) -> None:
    """The head was copied last, and knows of more than the database that was copied first."""
    folder = tmp_path / "copy"
    folder.mkdir()
    async with running(path) as bot:
        for ending in ("", "-wal", SECOND, HEAD):
            source, target = beside(path, ending), folder / beside(path, ending).name
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
            await write(bot.storage, call(), chosen())

    assert await refusal(folder / path.name) == sentence(folder / path.name, OLDER.format(gone=2))


async def test_whole_folder_copied_after_the_bot_has_stopped_is_refused_and_left_alone(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(path.parent, folder)
    before = bytes_in(folder)

    assert await refusal(folder / path.name) == sentence(folder / path.name, COPY)
    assert bytes_in(folder) == before
    assert await events_in(path) == 2


async def test_older_backup_copied_over_the_file_is_refused(path: Path, tmp_path: Path) -> None:
    """Copied over it, the file stays the same file: only its end tells."""
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    async with running(path) as bot:
        await write(bot.storage, call(), chosen(), chosen(), chosen())
    before = file_of(path)
    shutil.copy(backup, path)

    assert file_of(path) == before
    assert await refusal(path) == sentence(path, OLDER.format(gone=3))


async def test_older_backup_moved_into_the_place_of_the_file_is_refused(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    async with running(path) as bot:
        await write(bot.storage, call(), chosen())
    backup.replace(path)

    assert await refusal(path) == sentence(path, OLDER.format(gone=1))


async def test_whole_machine_set_back_is_noticed_by_a_second_place_elsewhere(tmp_path: Path) -> None:
    path, second = tmp_path / "live" / "hejie.db", tmp_path / "other-disk"
    async with running(path, second) as bot:
        await write(bot.storage, call(), opened())
    kept = {each: each.read_bytes() for each in path.parent.iterdir()}
    async with running(path, second) as bot:
        await write(bot.storage, call(), chosen())
    for each, content in kept.items():
        each.write_bytes(content)

    assert await refusal(path, second) == sentence(path, OLDER.format(gone=1))
    # Without that other disk nobody could have told; an empty one in its stead is noticed.
    empty = tmp_path / "empty"
    said = await refusal(path, empty)
    assert said.startswith(f"{path}: the second place, {empty}, knows nothing of this log: bring its files ")
    assert said.endswith(GO_ON)
    assert await events_in(path, empty, adopt=True) == 1


async def test_fork_is_refused_by_whichever_went_on_second(path: Path, tmp_path: Path) -> None:
    folder, second = tmp_path / "copy", beside(path, SECOND)
    assert await events_in(path, second) == 2
    shutil.copytree(path.parent, folder)
    copy = folder / path.name
    async with running(copy, second, adopt=True) as bot:
        await write(bot.storage, call(), chosen("apologise"))

    assert await refusal(path, second) == sentence(path, OLDER.format(gone=1))
    async with running(path, tmp_path / "another", adopt=True) as bot:
        await write(bot.storage, call(), chosen("listen"), chosen("listen"))
    assert await refusal(path, second) == sentence(path, FORKED.format(number=3))


async def test_mark_of_another_log_beside_the_file_is_told(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "hejie.db"
    async with running(other):
        pass
    shutil.copy(beside(other, HEAD), beside(path, HEAD))

    said = "the mark beside this file was made for another log, so that it stands in the wrong place"
    assert await refusal(path) == sentence(path, said)


async def test_folder_that_was_moved_is_opened(path: Path, tmp_path: Path) -> None:
    path.parent.rename(tmp_path / "elsewhere")

    assert await events_in(tmp_path / "elsewhere" / path.name) == 2


async def test_file_that_was_renamed_is_opened_with_its_mark_and_refused_without(path: Path) -> None:
    renamed = rename(path, "calls.db", "", SECOND)

    assert await refusal(renamed) == sentence(renamed, MISSING.format(name="calls.db"))
    rename(path, "calls.db", HEAD)
    assert await events_in(renamed) == 2


async def test_copy_that_was_adopted_is_the_log_from_there_on(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)

    assert await events_in(copy, adopt=True) == 2
    assert await events_in(copy) == 2


async def test_guard_without_marks_lets_a_copy_start(path: Path, tmp_path: Path) -> None:
    """What the guard is worth: with marks that fit, nothing tells the copy from the log."""
    folder = tmp_path / "copy"
    shutil.copytree(path.parent, folder)
    copy = folder / path.name
    mark = mark_at(beside(path, HEAD))
    assert mark is not None
    forged = mark.text().replace(mark.file, file_of(copy))
    beside(copy, HEAD).write_text(forged, encoding="ascii")

    assert await events_in(copy) == 2


async def test_log_without_its_keys_beside_it_says_where_they_belong(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    async with opened_at(path) as bot:
        await write(bot.storage, call(), opened())
    keys = beside(path, "-keys")
    keys.rename(tmp_path / "taken-away")

    with pytest.raises(KeyringError, match=r"are not in .*hejie\.db-keys: put them back there, or name"):
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock):
            pass
    assert not keys.exists()


async def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    async with opened_at(path):
        pass
    keys = beside(path, "-keys")
    keys.chmod(0o644)

    with pytest.raises(KeyringError, match=f"others may read the keys in {keys}: chmod 600 {keys}"):
        async with opened_at(path):
            pass
    keys.chmod(0o600)
    async with opened_at(path):
        pass


async def test_reader_of_a_copy_is_warned_and_a_reader_of_the_log_is_not(
    path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    warned = list[bool]()
    for each in (path, copy):
        caplog.clear()
        async with lines_for_reading(each, Manner(keyring=KEYS)):
            warned.append("this file is a copy, or was renamed" in caplog.text)

    assert warned == [False, True]
