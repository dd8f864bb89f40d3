import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from dialogs.ports import Appended, StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.manner import Manner
from storage.opening import open_for_reading, open_storage
from storage.sqlite.lock import held
from storage.sqlite.migrate import known_migrations
from storage.sqlite.opening import open_lines
from tests.house.tree import ROOT, environment
from tests.storage.builders import LIN, call, cause, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change, opened_at, select

TRY_TO_OPEN = """
import asyncio, os, sys
from tests.storage.places import fixed_clock
from storage.errors import CannotOpenStorageError
from storage.opening import open_storage
async def main():
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        async with open_storage("sqlite:///" + sys.argv[1], clock=fixed_clock):
            print("opened")
    except CannotOpenStorageError as error:
        print(error)
asyncio.run(main())
"""
HOLD = """
import sys
from pathlib import Path
from storage.sqlite.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A file with one call in it."""
    made = tmp_path / "hejie.db"
    async with opened_at(made) as open_file:
        await write(open_file.storage, call(), opened())
    return made


async def refusal(path: Path) -> str:
    with pytest.raises(CannotOpenStorageError) as raised:
        async with opened_at(path):
            pass
    return str(raised.value)


async def test_relative_and_absolute_urls_open_the_file_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async with open_storage("sqlite:///var/hejie.db", clock=fixed_clock) as storage:
        await write(storage, call(), opened())
    async with open_storage(f"sqlite:///{tmp_path}/var/hejie.db", clock=fixed_clock) as storage:
        assert await storage.views.session(LIN, opened().session) is not None

    assert (tmp_path / "var" / "hejie.db").is_file()


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "postgres://x/y", "hejie.db", "memory://x"])
async def test_url_that_names_no_store_is_refused_with_those_that_do(url: str) -> None:
    those = "use sqlite:///path/to/file.db, postgresql://host/database or memory://"
    with pytest.raises(CannotOpenStorageError, match=re.escape(those)):
        async with open_storage(url, clock=fixed_clock):
            pass


async def test_memory_is_new_each_time() -> None:
    async with open_storage("memory://", clock=fixed_clock) as storage:
        await write(storage, call(), opened())
    async with open_storage("memory://", clock=fixed_clock) as storage:
        assert list(await storage.events.load(call())) == []


async def test_file_is_in_wal_mode_and_written_through_to_the_disk(path: Path) -> None:
    async with opened_at(path) as open_file:
        modes = await open_file.lines.writer.alone(
            lambda connection: [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        )

    assert modes == ["wal", 2, 1, 5000]


COMPANIONS = (
    "hejie.db",
    "hejie.db-wal",
    "hejie.db-shm",
    "hejie.db-head",
    "hejie.db-keys",
    "hejie.db.lock.pid",
    ".head",
    ".lock",
)


async def test_new_file_and_its_companions_are_read_by_nobody_else(path: Path) -> None:
    async with opened_at(path):
        log = select(path, "SELECT value FROM meta WHERE key = 'log'")[0][0]
        files = [each for each in path.parent.rglob("*") if each.is_file()]
        modes = {each.name.removeprefix(str(log)): each.stat().st_mode & 0o777 for each in files}

    assert modes == dict.fromkeys(COMPANIONS, 384)


async def test_closed_store_is_never_written_again(path: Path) -> None:
    async with opened_at(path) as open_file:
        storage = open_file.storage

    with pytest.raises(StorageUnavailableError, match="was closed"):
        await storage.events.append([Write(call(), 1, (chosen(),))], cause("too late"))
    with pytest.raises(StorageUnavailableError, match="was closed"):
        await storage.events.load(call())


async def test_what_was_asked_before_the_close_is_done(path: Path) -> None:
    async with asyncio.TaskGroup() as group, opened_at(path) as open_file:
        write_one = [Write(call("S2"), 0, (opened("S2"),))]
        task = group.create_task(open_file.storage.events.append(write_one, cause("last")))
        await asyncio.sleep(0)

    assert task.result() == Appended({call("S2"): 1})


async def test_reading_line_cannot_write(path: Path) -> None:
    async with opened_at(path) as open_file:
        with pytest.raises(Exception, match="cannot be written"):
            await open_file.lines.reader.run(lambda connection: connection.execute("DELETE FROM shown"))


async def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("这是一封编造的信。\n" * 200, encoding="utf-8")
    before = path.read_bytes()

    assert "is not a database: name another file" in await refusal(path)
    assert path.read_bytes() == before


async def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    change(path, "CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()

    assert await refusal(path) == f"{path}: the file is a database of another program: name another file"
    assert path.read_bytes() == before


def spoil(path: Path) -> None:
    with path.open("r+b") as file:
        for offset in range(4096, path.stat().st_size, 4096):
            file.seek(offset)
            file.write(b"\xff" * 64)


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


async def test_damaged_file_is_refused(path: Path) -> None:
    spoil(path)

    assert "damaged" in await refusal(path)


async def test_file_cut_short_is_refused(path: Path) -> None:
    cut_short(path)

    assert "damaged" in await refusal(path)


@pytest.mark.parametrize("gone", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "emptied"])
async def test_log_that_is_gone_is_not_begun_anew_by_itself(
    path: Path, gone: Callable[[Path], object]
) -> None:
    gone(path)

    for _ in range(2):
        assert await refusal(path) == (
            f"{path}: there is no log in it, and one of 1 events stood here: restore the latest backup, or, "
            "to begin anew, move hejie.db-head away"
        )
    path.with_name("hejie.db-head").unlink()
    async with opened_at(path) as open_file:
        assert list(await open_file.storage.events.load(call())) == []


async def test_log_in_which_nothing_was_written_can_be_begun_anew(tmp_path: Path) -> None:
    for _ in range(2):
        async with opened_at(tmp_path / "hejie.db"):
            pass
        (tmp_path / "hejie.db").unlink()


@pytest.mark.parametrize("damaged", ["'CREATE'", "CAST(X'A0' AS TEXT)"], ids=["cut", "not UTF-8"])
async def test_file_whose_schema_cannot_be_read_is_refused_and_let_go_of(
    path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    held_open: set[int] = set()

    class Watched(sqlite3.Connection):
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)  # type: ignore[arg-type]
            held_open.add(id(self))

        def close(self) -> None:
            held_open.discard(id(self))
            super().close()

    spoilt = f"UPDATE sqlite_schema SET sql = {damaged} WHERE name = 'shown'"
    change(path, "PRAGMA writable_schema = ON", spoilt)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))

    assert "is damaged: stop the bot, keep the file" in await refusal(path)
    assert held_open == set()


async def test_newer_schema_is_refused_with_what_to_do(path: Path) -> None:
    change(path, "INSERT INTO migrations VALUES (99, '0099_later.after', 'x', 'then')")

    assert await refusal(path) == (
        f"{path}: the database has schema 99, on which code 99 is the oldest that may run, and this version "
        f"of the program has code {len(known_migrations())}: start the newer version, or restore a backup "
        "from before `hejie log migrate`"
    )


async def test_edited_step_is_refused(path: Path) -> None:
    change(path, "UPDATE migrations SET checksum = 'x'")

    assert "a released step was edited" in await refusal(path)


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the file."""
    command = [sys.executable, "-c", HOLD, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.communicate("")


async def test_file_in_use_names_the_process_and_what_to_do(path: Path) -> None:
    with holder(path) as child:
        words = await refusal(path)

    assert f"is in use by process {child.pid}: if that is a command, wait until" in words
    async with opened_at(path) as open_file:
        assert list(await open_file.storage.events.load(call())) == [opened()]


async def test_file_cannot_be_opened_twice_by_one_process(path: Path) -> None:
    with held(path):
        assert f"in use by process {os.getpid()}" in await refusal(path)


async def test_another_program_that_holds_the_file_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CannotOpenStorageError, match="is held by another program: close whatever"):
            async with open_lines(path, fixed_clock, Manner(patience=0)):
                pass


def test_folder_that_may_not_be_written_is_refused_with_what_to_do() -> None:
    """Root, whom no folder refuses, becomes nobody first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        run = subprocess.run(
            [sys.executable, "-c", TRY_TO_OPEN, str(folder / "hejie.db")],
            cwd=ROOT,
            env=environment(),
            check=True,
            capture_output=True,
            text=True,
        )
        folder.chmod(0o700)

    assert run.stdout.startswith(f"the folder {folder} cannot be written (Permission denied): give the user")


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotOpenStorageError, match="cannot be written"), held(tmp_path / "file" / "x.db"):
        pass


async def test_log_cannot_be_changed_even_from_outside(path: Path) -> None:
    for statement in (
        "UPDATE events SET by = 1",
        "DELETE FROM events",
        "UPDATE causes SET at = 'x'",
        "DELETE FROM causes",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="the log is append-only"):
            change(path, statement)

    assert select(path, "SELECT count(*) FROM events") == [(1,)]


async def test_file_can_be_read_beside_the_bot_that_writes_it(path: Path) -> None:
    async with opened_at(path) as bot, open_for_reading(f"sqlite:///{path}", clock=fixed_clock) as reader:
        await write(bot.storage, call(), chosen())

        assert list(await reader.events.load(call())) == [opened(), chosen()]
        with pytest.raises(StorageUnavailableError, match="cannot be written"):
            await reader.events.append([Write(call(), 2, (chosen(),))], cause("intruder"))
        assert list(await reader.events.load(call())) == [opened(), chosen()]


async def test_file_can_be_read_while_no_bot_runs(path: Path) -> None:
    async with open_for_reading(f"sqlite:///{path}", clock=fixed_clock) as reader:
        assert list(await reader.events.load(call())) == [opened()]
