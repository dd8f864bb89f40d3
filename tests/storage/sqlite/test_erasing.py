"""An erasure that was announced comes about, whatever comes between, and before anything is served."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from dialogs.events import ErasureReason, WordsErased, WordsNoted
from dialogs.ids import Cause, SessionId, StepId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import (
    AlreadyRecorded,
    Appended,
    Conflict,
    EventStore,
    Kept,
    StorageUnavailableError,
    Write,
)
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage import erasing
from storage.errors import CannotOpenStorageError
from storage.manner import Manner
from storage.opening import Storage, open_for_reading, open_storage
from storage.sql.erasures import SqlErasures
from tests.house.tree import ROOT, environment
from tests.storage.builders import ADMIN, LIN, NOON, call, chosen, opened, shown, write
from tests.storage.places import file, fixed_clock
from tests.storage.sqlite.erasing import announce, erase
from tests.storage.sqlite.files import opened_at, select

SAID = Sealed("他说柜台收了两次手续费")
S1, S2 = SessionId("S1"), SessionId("S2")


async def said(storage: Storage, session: SessionId, words: Sealed = SAID) -> None:
    """Begin a call in which something is said."""
    noted = WordsNoted(
        at=NOON, by=LIN.person, place=Place.FACT, words=words, step=StepId("listen"), said_at=NOON
    )
    await write(storage, call(session), opened(session), noted)


async def words_of(storage: Storage, session: SessionId) -> list[Sealed]:
    events = await storage.events.load(session_stream(session))
    return [event.words for event in events if isinstance(event, WordsNoted)]


async def kept(storage: Storage, session: SessionId) -> Kept:
    lines = await storage.views.all_sessions(ADMIN, None, 100)
    return next(line.kept for line in lines if line.session == session)


async def arranged(folder: Path) -> None:
    async with file(folder)() as storage:
        for session in (S1, S2):
            await said(storage, session)
        await storage.shown.record(shown(5), after=None)


async def test_erasure_that_was_only_announced_is_carried_out_at_the_next_opening(tmp_path: Path) -> None:
    await arranged(tmp_path)
    async with file(tmp_path)() as storage:
        await announce(storage, S1)
        assert await words_of(storage, S1) == [SAID]

    async with file(tmp_path)() as storage:
        *_, last = await storage.events.load(session_stream(S1))
        assert last == WordsErased(at=NOON, by=CONSOLE.person, reason=ErasureReason.RESTORED, left_in_chat=1)
        assert (await words_of(storage, S1), await words_of(storage, S2)) == ([Sealed.erased()], [SAID])
        assert (await kept(storage, S1), await kept(storage, S2)) == (Kept.ERASED, Kept.OPEN)
        assert len(await storage.shown.to_sweep(10)) == 1


def killed_after(folder: Path, how_far: str) -> None:
    """Let another program announce an erasure, or carry it out, and kill it then."""
    command = [sys.executable, "-m", "tests.storage.sqlite.erasing", str(folder), S1, how_far]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"done\n"
        child.kill()


@pytest.mark.kill
@pytest.mark.parametrize("how_far", ["announce", "append"])
async def test_kill_after_the_announcement_leaves_no_words(tmp_path: Path, how_far: str) -> None:
    await arranged(tmp_path)
    killed_after(tmp_path, how_far)

    async with file(tmp_path)() as storage:
        erased = [e for e in await storage.events.load(session_stream(S1)) if isinstance(e, WordsErased)]
        assert [each.reason for each in erased] == [
            ErasureReason.RESTORED if how_far == "announce" else ErasureReason.ASKED
        ]
        assert (await words_of(storage, S1), await words_of(storage, S2)) == ([Sealed.erased()], [SAID])


async def test_opening_again_erases_nothing_twice(tmp_path: Path) -> None:
    await arranged(tmp_path)
    async with file(tmp_path)() as storage:
        await announce(storage, S1)
        await announce(storage, S1)
    for _ in range(3):
        async with file(tmp_path)():
            pass

    async with file(tmp_path)() as storage:
        events = await storage.events.load(session_stream(S1))
    assert sum(isinstance(event, WordsErased) for event in events) == 1


async def test_call_that_went_on_since_is_not_erased(tmp_path: Path) -> None:
    """A hold that came between, for one: its caller was told that it holds."""
    await arranged(tmp_path)
    async with file(tmp_path)() as storage:
        await announce(storage, S1)
        await write(storage, call("S1"), chosen())

    async with file(tmp_path)() as storage:
        assert await words_of(storage, S1) == [SAID]
        await announce(storage, S1)

    async with file(tmp_path)() as storage:
        assert await words_of(storage, S1) == [Sealed.erased()]


@dataclass
class Behind:
    """A log on which another program erases in the instant before the first erasure that is asked of it."""

    events: EventStore
    others: list[Callable[[], Awaitable[None]]]

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        if self.others:
            await self.others.pop()()
        return await self.events.append(writes, cause)


@pytest.mark.parametrize("by_the_other", [(S1, S2), (S1,)], ids=["all", "one"])
async def test_start_that_is_not_the_quickest_goes_on_with_what_is_left(
    tmp_path: Path, by_the_other: tuple[SessionId, ...]
) -> None:
    await arranged(tmp_path)
    async with opened_at(tmp_path / "hejie.db") as store:
        erasures = SqlErasures(store.lines.second, store.lines.reader)
        for session in (S1, S2):
            await announce(store.storage, session)

        async def other() -> None:
            if len(by_the_other) > 1:
                await erasing.finish_erasures(store.storage.events, erasures, fixed_clock)
            else:
                await erase(store.storage, *by_the_other)

        behind = cast("EventStore", Behind(store.storage.events, [other]))
        await erasing.finish_erasures(behind, erasures, fixed_clock)

        for session in (S1, S2):
            events = await store.storage.events.load(session_stream(session))
            assert sum(isinstance(event, WordsErased) for event in events) == 1
            assert await words_of(store.storage, session) == [Sealed.erased()]


async def test_start_whose_log_takes_no_erasure_is_refused(tmp_path: Path) -> None:
    await arranged(tmp_path)
    async with opened_at(tmp_path / "hejie.db") as store:
        await announce(store.storage, S1)

        @dataclass
        class Unwilling:
            async def append(self, writes: Sequence[Write], cause: Cause) -> Conflict:
                return Conflict(writes[0].stream, 3)

        unwilling = cast("EventStore", Unwilling())
        with pytest.raises(CannotOpenStorageError, match="the log does not take it"):
            await erasing.finish_erasures(
                unwilling, SqlErasures(store.lines.second, store.lines.reader), fixed_clock
            )


async def test_many_are_finished_in_few_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "MOST_AT_ONCE", 3)
    names = [SessionId(f"N{number}") for number in range(7)]
    async with file(tmp_path)() as storage:
        for name in names:
            await said(storage, name)
            await announce(storage, name)

    async with file(tmp_path)() as storage:
        assert [await words_of(storage, name) for name in names] == [[Sealed.erased()]] * 7
    causes = "SELECT count(DISTINCT cause) FROM events WHERE type = 'WordsErased'"
    assert select(tmp_path / "hejie.db", causes) == [(3,)]


def backed_up(path: Path, to: Path) -> None:
    """Copy a database with SQLite's own backup."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


async def test_older_backup_is_erased_before_it_is_served(tmp_path: Path) -> None:
    await arranged(tmp_path)
    backup = tmp_path / "backup.db"
    backed_up(tmp_path / "hejie.db", backup)
    async with file(tmp_path)() as storage:
        await write(storage, call("S1"), chosen("b"))
        await erase(storage, S1)

    shutil.copy(backup, tmp_path / "hejie.db")
    url = f"sqlite:///{tmp_path}/hejie.db"
    async with open_storage(url, clock=fixed_clock, manner=Manner(adopt=True)) as storage:
        assert (await words_of(storage, S1), await words_of(storage, S2)) == ([Sealed.erased()], [SAID])


async def test_copy_that_is_only_read_shows_no_word_that_was_erased(tmp_path: Path) -> None:
    await arranged(tmp_path)
    backup = tmp_path / "backup.db"
    backed_up(tmp_path / "hejie.db", backup)
    shutil.copy(tmp_path / "hejie.db-keys", tmp_path / "backup.db-keys")
    async with file(tmp_path)() as storage:
        await erase(storage, S1)

    url, second = f"sqlite:///{backup}", Manner(second=tmp_path / "hejie.db-second")
    async with open_for_reading(url, clock=fixed_clock, manner=second) as storage:
        assert (await words_of(storage, S1), await words_of(storage, S2)) == ([Sealed.erased()], [SAID])
    async with open_for_reading(url, clock=fixed_clock) as storage:  # nobody told it of the second place
        assert await words_of(storage, S1) == [SAID]


async def test_second_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    await arranged(tmp_path)
    async with file(tmp_path)() as storage:
        shutil.rmtree(tmp_path / "hejie.db-second")

        with pytest.raises(StorageUnavailableError, match="nothing is erased"):
            await announce(storage, S1)
        (tmp_path / "hejie.db-second").mkdir()
