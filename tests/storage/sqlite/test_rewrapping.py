"""The keys of calls are locked anew: in batches, and with no trace of what locked them before."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from storage.errors import MissingKeyError
from storage.keyring import Keyring, RecoveryKey, WrappedKey
from storage.keys_file import write_new
from storage.manner import Manner
from storage.opening import SHANGHAI, in_database
from storage.rewrapping import Change, for_recovery, recovered, under_current
from storage.sealing import DataKey
from storage.sql import key_rows
from storage.sql.key_rows import KeyUse, key_use, unopened
from storage.sql.rewrapping import Rewrapped, rewrap
from storage.sql.statements import statements
from storage.sqlite.opening import Lines, open_lines
from tests.house.tree import ROOT, environment
from tests.storage.builders import call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change as run
from tests.storage.sqlite.files import select

TODAY, LATER = date(2026, 11, 28), date(2026, 12, 24)
RECOVERY = RecoveryKey.fresh(TODAY)
FORMER = Keyring.fresh(TODAY, RECOVERY)
CURRENT = FORMER.rotated(LATER)
CALLS, BATCH = 25, 10
KEEP = statements("log")["keep_key"]
KILLED_BETWEEN_BATCHES = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.keys_file import read_keys
from storage.rewrapping import under_current
from storage.sql import key_rows
from storage.manner import Manner
from storage.sqlite.opening import open_lines
from storage.sql.rewrapping import rewrap
from tests.storage.places import fixed_clock
key_rows.BATCH = 10
async def main():
    keyring = read_keys(Path(sys.argv[2]))
    async with open_lines(Path(sys.argv[1]), fixed_clock, Manner(keyring=keyring)) as lines:
        kill = lambda done, of: os.kill(os.getpid(), signal.SIGKILL)
        await rewrap(lines.writer, under_current(keyring), kill)
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rows, "BATCH", BATCH)


@asynccontextmanager
async def log(path: Path, keyring: Keyring) -> AsyncIterator[Lines]:
    manner = Manner(keyring=keyring, keys_may_be_missing=True)
    async with open_lines(path, fixed_clock, manner) as lines:
        yield lines


async def keep(lines: Lines, wrap: Callable[[str, DataKey], WrappedKey], first: int = 0) -> None:
    """Give invented calls a key each, locked as ``wrap`` does."""
    sessions = [f"S{number:03}" for number in range(first, first + CALLS)]
    kept = {session: wrap(session, DataKey.fresh()) for session in sessions}
    rows = [
        (session, each.key_id, each.wrapped, each.recovery_id, each.recovery_wrapped)
        for session, each in kept.items()
    ]
    await lines.writer.run(lambda connection: connection.executemany(KEEP, rows))


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A log whose calls are locked by the former key."""
    made = tmp_path / "hejie.db"
    async with log(made, FORMER) as lines:
        await keep(lines, FORMER.wrap)
    return made


def locks(path: Path) -> dict[str, WrappedKey]:
    rows = select(path, "SELECT session, key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys")
    return {
        str(session): WrappedKey(key_id=key, wrapped=lock, recovery_id=other, recovery_wrapped=spare)  # type: ignore[arg-type]
        for session, key, lock, other, spare in rows
    }


def traces(path: Path, secrets: list[bytes]) -> int:
    """Count how often what was locked before still stands in the files of the log."""
    files = [each for each in path.parent.glob(f"{path.name}*") if each.is_file()]
    return sum(each.read_bytes().count(secret) for each in files for secret in secrets)


async def test_rotation_locks_every_call_anew_and_leaves_the_recovery_lock(path: Path) -> None:
    before = locks(path)
    async with log(path, CURRENT) as lines:
        heard: list[tuple[int, int]] = []
        done = await rewrap(lines.writer, under_current(CURRENT), lambda *told: heard.append(told))

    after = locks(path)
    assert done == Rewrapped(CALLS, [])
    assert heard == [(10, CALLS), (20, CALLS), (25, CALLS)]
    assert {each.key_id for each in after.values()} == {CURRENT.current}
    for session, each in after.items():
        assert CURRENT.unwrap(session, each) == FORMER.unwrap(session, before[session])
        assert replace(each, key_id="", wrapped=b"") == replace(before[session], key_id="", wrapped=b"")


async def test_nothing_of_the_former_locks_is_left_in_file_and_journal(path: Path) -> None:
    former = [each.wrapped for each in locks(path).values()]
    async with log(path, CURRENT) as lines:
        seen: list[int] = []
        await rewrap(lines.writer, under_current(CURRENT), lambda *_: seen.append(traces(path, former)))
        left = traces(path, former)

    # Before the journal is cut they all were still there: the search finds what is there to be found.
    assert min(seen) >= CALLS
    assert left == 0


async def test_calls_without_a_recovery_lock_get_one_and_leave_no_second_copy(tmp_path: Path) -> None:
    """A row that grows moves within its page, or to another one."""
    path, keyring = tmp_path / "hejie.db", Keyring.fresh(TODAY)
    async with log(path, keyring) as lines:
        await keep(lines, keyring.wrap)
        former = [each.wrapped for each in locks(path).values()]
        done = await rewrap(lines.writer, for_recovery(keyring, RECOVERY))
        assert (
            traces(path, former) == 0
        )  # the operating lock is bound to the other one, and made anew with it
        fresh = keyring.rotated(LATER)
        await rewrap(lines.writer, under_current(fresh))
        assert traces(path, former) == 0

    assert done == Rewrapped(CALLS, [])
    for session, each in locks(path).items():
        assert RECOVERY.unwrap(session, each) == fresh.unwrap(session, each)


async def test_what_is_locked_for_that_recovery_key_already_stays(path: Path) -> None:
    async with log(path, FORMER) as lines:
        assert await rewrap(lines.writer, for_recovery(FORMER, RECOVERY)) == Rewrapped(0, [])
        other = RecoveryKey.fresh(LATER)
        assert await rewrap(lines.writer, for_recovery(FORMER, other)) == Rewrapped(CALLS, [])

    assert {each.recovery_id for each in locks(path).values()} == {other.id}


class _BrokenOff(Exception):
    """Somebody pulled the plug between two batches."""


def break_off(done: int, of: int) -> NoReturn:
    raise _BrokenOff


async def test_rotation_that_was_broken_off_goes_on_where_it_was(path: Path) -> None:
    async with log(path, CURRENT) as lines:
        with suppress(_BrokenOff):
            await rewrap(lines.writer, under_current(CURRENT), break_off)
        halfway = await lines.reader.run(key_use)
        done = await rewrap(lines.writer, under_current(CURRENT))

    assert halfway.operating == {FORMER.current: CALLS - BATCH, CURRENT.current: BATCH}
    assert done == Rewrapped(CALLS - BATCH, [])


def killed_between_batches(path: Path, keys: Path) -> int:
    command = [sys.executable, "-c", KILLED_BETWEEN_BATCHES, str(path), str(keys)]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False, capture_output=True).returncode


@pytest.mark.kill
async def test_rotation_that_was_killed_between_batches_loses_no_call(path: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    write_new(keys, CURRENT.text())
    before = {session: FORMER.unwrap(session, each) for session, each in locks(path).items()}
    assert killed_between_batches(path, keys) == -signal.SIGKILL
    former = [each.wrapped for each in locks(path).values() if each.key_id == FORMER.current]

    assert len(former) == CALLS - BATCH
    async with log(path, CURRENT) as lines:
        await rewrap(lines.writer, under_current(CURRENT))
        assert traces(path, former) == 0
    assert {session: CURRENT.unwrap(session, each) for session, each in locks(path).items()} == before


async def test_calls_that_begin_meanwhile_are_not_lost(path: Path) -> None:
    """Whoever writes in the same process still locks with the key it began with."""
    async with log(path, FORMER) as lines:
        storage = in_database(lines, fixed_clock, SHANGHAI)
        async with asyncio.TaskGroup() as group:
            group.create_task(rewrap(lines.writer, under_current(CURRENT)))
            for number in range(CALLS):
                await write(storage, call(f"N{number}"), opened(f"N{number}"), chosen())

        assert await lines.reader.run(lambda connection: unopened(connection, CURRENT.unwrap)) == []
        assert len(await storage.events.load(call("N7"))) == 2
        await rewrap(lines.writer, under_current(CURRENT))
        assert (await lines.reader.run(key_use)).operating == {CURRENT.current: 2 * CALLS}


async def test_key_that_does_not_open_is_left_alone_and_named(path: Path) -> None:
    run(path, "UPDATE data_keys SET wrapped = zeroblob(60) WHERE session = 'S003'")
    async with log(path, CURRENT) as lines:
        done = await rewrap(lines.writer, under_current(CURRENT))
        assert await lines.reader.run(lambda connection: unopened(connection, CURRENT.unwrap)) == ["S003"]

    assert done == Rewrapped(CALLS - 1, ["S003"])
    assert locks(path)["S003"].wrapped == bytes(60)


async def test_recovery_key_opens_what_no_operating_key_opens(path: Path) -> None:
    fresh = Keyring.fresh(LATER, RECOVERY)
    before = {session: FORMER.unwrap(session, each) for session, each in locks(path).items()}
    run(path, "UPDATE data_keys SET wrapped = zeroblob(60) WHERE session = 'S003'")

    async with log(path, fresh) as lines:
        done = await rewrap(lines.writer, recovered(fresh, RECOVERY))

    assert done == Rewrapped(CALLS, [])
    assert {session: fresh.unwrap(session, each) for session, each in locks(path).items()} == before


async def test_recovery_key_leaves_what_the_operating_keys_open(path: Path) -> None:
    fresh = Keyring.fresh(LATER, RECOVERY)
    async with log(path, fresh) as lines:
        await keep(lines, fresh.wrap, first=CALLS)
        done = await rewrap(lines.writer, recovered(fresh, RECOVERY))

    assert done == Rewrapped(CALLS, [])


@pytest.mark.parametrize("change", [recovered(Keyring.fresh(LATER), RecoveryKey.fresh(LATER))])
async def test_another_recovery_key_changes_nothing(path: Path, change: Change) -> None:
    before = locks(path)
    async with log(path, FORMER) as lines:
        done = await rewrap(lines.writer, change)

    assert done == Rewrapped(0, sorted(before))
    assert locks(path) == before


async def test_use_of_keys_is_counted(path: Path) -> None:
    async with log(path, CURRENT) as lines:
        await keep(lines, Keyring.fresh(LATER).wrap, first=CALLS)
        use = await lines.reader.run(key_use)

    other = next(key for key in use.operating if key != FORMER.current)
    assert use == KeyUse({FORMER.current: CALLS, other: CALLS}, {None: CALLS, RECOVERY.id: CALLS})
    assert use.calls == 2 * CALLS


async def test_log_with_a_missing_key_opens_only_for_locking_anew(path: Path) -> None:
    fresh = Keyring.fresh(LATER)
    with pytest.raises(MissingKeyError, match=f"operating key {FORMER.current} is in use"):
        async with open_lines(path, fixed_clock, Manner(keyring=fresh)):
            pass

    async with log(path, fresh):
        pass


def test_keyring_on_one_line_is_the_same_keyring() -> None:
    again = Keyring.read(CURRENT.line())

    assert "\n" not in CURRENT.line()
    assert again.text() == CURRENT.text()
    assert again.current == CURRENT.current


def test_keyring_never_holds_the_private_half() -> None:
    private = RECOVERY.kept_offline().rpartition(":")[2].strip()

    assert private
    assert FORMER.recovery == RECOVERY.public_half
    for keyring in (FORMER, FORMER.with_recovery(RECOVERY)):
        assert private not in keyring.text()
