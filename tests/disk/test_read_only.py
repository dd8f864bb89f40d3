"""A disk that keeps failing turns the store read-only; it goes on by itself, unless the file is damaged."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import SQLITE_CORRUPT, SQLITE_FULL, SQLITE_IOERR_WRITE

import pytest

from dialogs.ids import Cause
from dialogs.ports import Appended, StorageUnavailableError, Write
from storage.manner import Manner
from storage.opening import SHANGHAI, Storage, in_database
from storage.silence import Silent
from storage.sql import breaker
from storage.sql.breaker import FIRST_PAUSE, LONGEST_PAUSE, Breaker
from storage.sqlite import engine
from storage.sqlite.engine import FOR_GOOD, READ_ONLY
from storage.sqlite.opening import open_lines
from tests.disk.disk import Disk, Kind
from tests.disk.faults import While
from tests.disk.workload import KEYRING, NAME
from tests.storage.builders import call, chosen, opened
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import select

STREAM = call()


@dataclass(slots=True)
class Ear(Silent):
    """Hears whether the store takes writes."""

    writable_heard: list[bool] = field(default_factory=list)

    def writable(self, *, now: bool) -> None:
        self.writable_heard.append(now)


@dataclass(slots=True)
class Shop:
    """A store on a disk that can be made to fail, with a clock that stands still until it is moved."""

    fault: While
    ear: Ear = field(default_factory=Ear)
    seconds: float = 100.0
    written: int = 0
    storage: Storage = field(init=False)

    async def tap(self) -> str:
        """Append one event; return how that was refused, or nothing."""
        event = chosen(f"step-{self.written}") if self.written else opened()
        writes = [Write(STREAM, self.written, (event,))]
        try:
            answer = await self.storage.events.append(writes, Cause(f"tap-{self.written}"))
        except StorageUnavailableError as error:
            return str(error)
        assert answer == Appended({STREAM: self.written + 1})
        self.written += 1
        return ""

    async def break_down(self) -> None:
        """Write one event, then let the disk fail for as many commits as the breaker bears."""
        assert not await self.tap()
        self.fault.is_on = True
        for _ in range(breaker.FAILURES):
            assert "the database" in await self.tap()

    async def touches_the_disk(self) -> bool:
        """Tap, and tell whether the disk was asked."""
        deeds = self.fault.deeds
        await self.tap()
        return self.fault.deeds > deeds


@asynccontextmanager
async def shop(folder: Path, fault: While) -> AsyncIterator[Shop]:
    made = Shop(fault)
    with Disk(fault=fault):
        manner = Manner(keyring=KEYRING, meter=made.ear)
        async with open_lines(folder / NAME, fixed_clock, manner) as lines:
            lines.writer._breaker = Breaker(made.ear, lines.writer.engine, lambda: made.seconds)
            made.storage = in_database(lines, fixed_clock, SHANGHAI)
            # While somebody reads, the next commit takes the place of one that was refused.
            await made.storage.events.load(STREAM)
            yield made
            fault.is_on = False


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(level, words) for name, level, words in caplog.record_tuples if name == breaker.LOG.name]


def is_whole(path: Path, written: int) -> bool:
    """Tell whether all that was acknowledged is there, and at most the one tap more that was refused."""
    causes = [cause for (cause,) in select(path, "SELECT cause FROM events ORDER BY version")]
    taps = [f"tap-{number}" for number in range(written + 1)]
    return causes in (taps[:-1], taps)


TROUBLES = pytest.mark.parametrize(
    ("kind", "code"),
    [(Kind.WRITE, SQLITE_FULL), (Kind.WRITE, SQLITE_IOERR_WRITE), (Kind.SYNC, None)],
    ids=["full", "write fails", "sync fails"],
)


@TROUBLES
async def test_disk_that_keeps_failing_turns_the_store_read_only_and_alarms_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: Kind, code: int | None
) -> None:
    async with shop(tmp_path, While(kind, code)) as store:
        await store.break_down()

        deeds = store.fault.deeds
        assert [await store.tap() for _ in range(20)] == [READ_ONLY] * 20
        assert store.fault.deeds == deeds
        assert len(await store.storage.events.load(STREAM)) == 1  # reading goes on
        assert store.ear.writable_heard == [False]
        assert logged(caplog) == [(logging.CRITICAL, READ_ONLY)]

    assert is_whole(tmp_path / NAME, 1)


@TROUBLES
async def test_store_goes_on_by_itself_when_the_disk_is_well_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: Kind, code: int | None
) -> None:
    async with shop(tmp_path, While(kind, code)) as store:
        await store.break_down()
        store.fault.is_on = False
        assert await store.tap() == READ_ONLY

        store.seconds += FIRST_PAUSE
        assert [await store.tap() for _ in range(3)] == [""] * 3

        assert store.ear.writable_heard == [False, True]
        assert logged(caplog)[1:] == [(logging.WARNING, "the store takes writes again")]
        store.fault.is_on = True
        assert await store.tap() not in {"", READ_ONLY}, "one failure is a hiccup again"

    assert is_whole(tmp_path / NAME, 4)


async def test_attempts_are_let_through_after_pauses_that_grow(tmp_path: Path) -> None:
    pauses, pause = [], FIRST_PAUSE
    async with shop(tmp_path, While(Kind.SYNC)) as store:
        await store.break_down()
        for _ in range(8):
            store.seconds += pause - 0.001
            assert not await store.touches_the_disk()
            store.seconds += 0.001
            assert await store.touches_the_disk()
            pauses.append(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

        assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
        assert store.ear.writable_heard == [False]


async def test_damaged_file_stays_read_only_whatever_the_clock_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with shop(tmp_path, While(Kind.WRITE, SQLITE_CORRUPT)) as store:
        assert not await store.tap()
        store.fault.is_on = True
        assert "is damaged: stop the bot, keep the file" in await store.tap()
        store.fault.is_on = False

        for _ in range(5):
            store.seconds += 1_000_000
            assert not await store.touches_the_disk()
            assert await store.tap() == FOR_GOOD
        assert store.ear.writable_heard == [False]
        assert logged(caplog) == [(logging.CRITICAL, FOR_GOOD)]

    async with shop(tmp_path, While(Kind.WRITE)) as store:
        assert len(await store.storage.events.load(STREAM)) == 1


async def test_breaker_that_never_opens_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shop(tmp_path, While(Kind.SYNC)) as store:
        await store.break_down()
        monkeypatch.setattr(Breaker, "check", lambda self: None)

        assert await store.touches_the_disk()


async def test_breaker_that_takes_damage_for_a_hiccup_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_DAMAGE", frozenset())
    async with shop(tmp_path, While(Kind.WRITE, SQLITE_CORRUPT)) as store:
        assert not await store.tap()
        store.fault.is_on = True
        await store.tap()
        store.fault.is_on = False

        assert await store.tap() == ""
