"""A backup is taken beside the bot that writes, proven before it bears its name, and never half there."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.backups import Backups
from storage.chain import FIRST, Tip
from storage.errors import BackupError, CannotOpenStorageError
from storage.keyring import Keyring
from storage.manifest import Manifest, digest_of, manifest_of, read_manifest
from storage.manner import Manner
from storage.opening import SHANGHAI, in_database
from storage.sqlite import backup as backup_module
from storage.sqlite.backup import Ears, back_up
from storage.sqlite.chain_walk import walk_chain
from storage.sqlite.looking import look_into
from storage.sqlite.opening import open_lines, reading
from tests.storage.builders import NOON, call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import Opened, change, select

KEYS = Keyring.fresh(date(2026, 11, 28))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Opened]:
    """A bot that has its log open."""
    async with open_lines(tmp_path / "hejie.db", fixed_clock, Manner(keyring=KEYS)) as lines:
        running = Opened(in_database(lines, fixed_clock, SHANGHAI), lines)
        for name in ("S1", "S2", "S3"):
            await write(running.storage, call(name), opened(name), chosen())
        yield running


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def rights(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o777 for each in (folder, *folder.iterdir())}


def content(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


def put(folder: Path, name: str, words: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(words, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def taken(path: Path, folder: Path, minutes: float = 0, ears: Ears | None = None) -> Path:
    return back_up(path, folder, NOON + timedelta(minutes=minutes), "0.1.0", ears or Ears())


async def test_backup_is_the_log_and_its_manifest_says_which(bot: Opened, folder: Path) -> None:
    made = taken(bot.lines.path, folder)

    tip = await bot.lines.reader.run(
        lambda connection: connection.execute(
            "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1"
        ).fetchone()
    )
    assert names(folder) == ["hejie-20260302T040000Z.db", "hejie-20260302T040000Z.json"]
    assert read_manifest(made) == Manifest(
        form="hejie-backup 1",
        file=made.name,
        log=str(select(bot.lines.path, "SELECT value FROM meta WHERE key = 'log'")[0][0]),
        taken_at="2026-03-02T04:00:00.000000+00:00",
        events=6,
        position=6,
        hash=tip[1].hex(),
        keys=(KEYS.current,),
        size=made.stat().st_size,
        sha256=digest_of(made),
        program="0.1.0",
    )
    assert select(made, "SELECT * FROM events") == select(bot.lines.path, "SELECT * FROM events")


async def test_backup_is_read_by_its_owner_alone_and_holds_no_key(bot: Opened, folder: Path) -> None:
    taken(bot.lines.path, folder)

    assert rights(folder) == {folder.name: 0o700, **dict.fromkeys(names(folder), 0o600)}
    secrets = [line.rpartition(":")[2].encode() for line in KEYS.text().split()]
    assert len(secrets) == 2
    assert [each for each in (*secrets, *KEYS.operating.values()) if each in content(folder)] == []
    assert b"SessionOpened" in content(folder)


async def test_bot_writes_on_while_it_is_backed_up(
    bot: Opened, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of the copying sees a newer log; the backup is the log at its first step all the same."""
    monkeypatch.setattr(backup_module, "PAGES", 4)
    path, loop = bot.lines.path, asyncio.get_running_loop()
    steps: list[int] = []

    def copying(done: int, of: int) -> None:
        steps.append(done)
        asyncio.run_coroutine_threadsafe(write(bot.storage, call("S1"), chosen()), loop).result(30)

    made = await asyncio.to_thread(taken, path, folder, 0, Ears(copying=copying))

    assert len(steps) > 5
    assert steps == sorted(steps)
    assert read_manifest(made).events == 6
    assert len(await bot.storage.events.load(call("S1"))) == 2 + len(steps)


async def test_copying_that_looks_anew_at_each_step_begins_again_and_again(
    bot: Opened, tmp_path: Path
) -> None:
    """What the one look is worth: without it the same copying never gets beyond its first steps."""
    loop, steps = asyncio.get_running_loop(), list[int]()

    def copying(_: int, left: int, of: int) -> None:
        steps.append(of - left)
        if len(steps) < 20:
            asyncio.run_coroutine_threadsafe(write(bot.storage, call("S1"), chosen()), loop).result(30)

    def copy() -> None:
        with (
            closing(reading(bot.lines.path)) as source,
            closing(sqlite3.connect(tmp_path / "copy.db")) as into,
        ):
            source.backup(into, pages=4, progress=copying)

    await asyncio.to_thread(copy)

    assert steps[:19] == [4] * 19


async def test_backup_of_a_bot_that_has_stopped_is_the_same(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "hejie.db"
    async with open_lines(path, fixed_clock, Manner(keyring=KEYS)) as lines:
        await write(in_database(lines, fixed_clock, SHANGHAI), call(), opened())

    assert read_manifest(taken(path, folder)).events == 1


async def test_backup_that_breaks_off_leaves_nothing_behind(bot: Opened, folder: Path) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off(done: int, of: int) -> None:
        raise BrokenOffError

    for ears in (Ears(copying=break_off), Ears(proving=break_off)):
        with pytest.raises(BrokenOffError):
            taken(bot.lines.path, folder, ears=ears)
        assert names(folder) == []


async def test_what_a_killed_backup_left_is_taken_away_by_the_next(bot: Opened, folder: Path) -> None:
    put(folder, "hejie-20260302T030000Z.db.part", "half of it")
    put(folder, "letter.part", "somebody else's")

    made = taken(bot.lines.path, folder)

    assert names(folder) == [made.name, manifest_of(made).name, "letter.part"]


async def test_second_backup_of_one_second_stands_beside_the_first(bot: Opened, folder: Path) -> None:
    made = [taken(bot.lines.path, folder).name for _ in range(3)]

    stem = "hejie-20260302T040000Z"
    assert made == [f"{stem}.db", f"{stem}-2.db", f"{stem}-3.db"]


async def test_two_backups_into_one_folder_do_not_mix(bot: Opened, folder: Path) -> None:
    taken(bot.lines.path, folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(BackupError, match="is on its way: wait until it is done"):
            taken(bot.lines.path, folder, minutes=1)
    finally:
        os.close(descriptor)
    taken(bot.lines.path, folder, minutes=1)


async def test_older_backups_of_this_log_go_and_nothing_else_does(
    bot: Opened, folder: Path, tmp_path: Path
) -> None:
    for minutes in range(4):
        taken(bot.lines.path, folder, minutes)
    other = tmp_path / "other" / "hejie.db"
    async with open_lines(other, fixed_clock, Manner(keyring=KEYS)):
        pass
    foreign = taken(other, folder, minutes=-60)
    log = read_manifest(foreign).log
    for name, words in {"notes.json": "{}", "notes.db": "", "half.json": "{", "hejie-1.db": "x"}.items():
        put(folder, name, words)
    before = set(names(folder))

    ours = read_manifest(folder / "hejie-20260302T040300Z.db").log
    removed = Backups(folder).keep(ours, 2)

    assert [each.name for each in removed] == ["hejie-20260302T040100Z.db", "hejie-20260302T040000Z.db"]
    gone = {name for each in removed for name in (each.name, manifest_of(each).name)}
    assert set(names(folder)) == before - gone
    assert Backups(folder).keep(log, 1) == []
    assert Backups(folder).keep(ours, 2) == []


def damages() -> Iterator[tuple[str, Callable[[Path], None], str]]:
    """Ways to change a log behind the back of its triggers, and what is said of each."""
    loose = "DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; "

    def done(sql: str) -> Callable[[Path], None]:
        def damage(path: Path) -> None:
            for each in (loose + sql).split(";"):
                change(path, each)

        return damage

    changed = "is not what was written"
    for column, value in {
        "body": "x'7b7d'",
        "at": "'2020-01-01T00:00:00.000000Z'",
        "by": "99",
        "cause": "'another'",
        "type": "'CallClosed'",
        "type_version": "7",
        "hash": "zeroblob(32)",
        "stream_key": "'S9'",
    }.items():
        said = "is missing" if column == "stream_key" else changed
        yield column, done(f"UPDATE events SET {column} = {value} WHERE position = 4"), said
    yield "event in the middle", done("DELETE FROM events WHERE position = 3"), "is missing"
    yield "whole call", done("DELETE FROM events WHERE stream_key = 'S2'"), "is missing"
    swapped = (
        "UPDATE events SET position = 99 WHERE position = 2;"
        "UPDATE events SET position = 2 WHERE position = 4;"
        "UPDATE events SET position = 4 WHERE position = 99"
    )
    yield "order", done(swapped), "is missing"


@pytest.mark.parametrize(("damage", "said"), [pytest.param(*each[1:], id=each[0]) for each in damages()])
async def test_log_that_was_changed_is_not_backed_up(
    bot: Opened, folder: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(bot.lines.path)

    with pytest.raises(CannotOpenStorageError, match=said):
        taken(bot.lines.path, folder)
    assert names(folder) == []


async def test_chain_of_an_untouched_log_is_whole(bot: Opened) -> None:
    heard: list[tuple[int, int]] = []

    tip = look_into(
        bot.lines.path, lambda connection: walk_chain(connection, lambda *told: heard.append(told))
    )

    assert tip.position == 6
    assert heard == [(6, 6)]


async def test_empty_log_is_backed_up(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "hejie.db"
    async with open_lines(path, fixed_clock, Manner(keyring=KEYS)):
        made = taken(path, folder)

    assert look_into(made, walk_chain) == Tip(0, FIRST)
    assert read_manifest(made).events == 0


async def test_file_of_another_program_or_none_is_not_backed_up(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "other.db"
    with pytest.raises(BackupError, match="is not there: name the log in HEJIE_DB"):
        taken(path, folder)

    change(path, "CREATE TABLE meta (recipe TEXT)")
    with pytest.raises(BackupError, match="from before logs were chained, or not of this program"):
        taken(path, folder)
    assert names(folder) == []


async def test_damaged_pages_are_not_backed_up(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "hejie.db"
    async with open_lines(path, fixed_clock, Manner(keyring=KEYS)) as lines:
        await write(in_database(lines, fixed_clock, SHANGHAI), call(), opened())
    with path.open("r+b") as file:
        for offset in range(4096, path.stat().st_size, 4096):
            file.seek(offset)
            file.write(b"\xff" * 64)

    with pytest.raises(Exception, match="damaged"):
        taken(path, folder)
    assert names(folder) == []
