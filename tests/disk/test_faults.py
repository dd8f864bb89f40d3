"""The disk refuses once: the caller is told, nothing acknowledged is lost, and the next one is served."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from dialogs.events import Event
from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, StorageUnavailableError, Write
from storage.errors import CannotOpenStorageError
from storage.opening import Storage
from tests.disk.disk import Disk, Kind
from tests.disk.faults import Nth, Once
from tests.disk.judge import Verdict, judged
from tests.disk.runs import Recording, cuts
from tests.disk.tempered import checkpoints_often
from tests.disk.trace import Marked
from tests.disk.workload import NAME, Agent, Ledger, calls, opened_store
from tests.storage.builders import call, chosen, opened
from tests.storage.sqlite.files import select

SEED = 20260302
STREAM = call()
CAUSES = "SELECT cause FROM events ORDER BY version"
EARLIER, REFUSED, NEXT = Cause("earlier"), Cause("refused"), Cause("next")
COMMITS = pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.WRITE, "cannot grow, because the disk is full: free some space"),
        (Kind.SYNC, "cannot be read or written, because the disk failed or is full: check the disk"),
    ],
    ids=str,
)
"""The deeds of a commit that can be refused, and what whoever runs the bot is told of it."""


@dataclass(frozen=True, slots=True)
class Hopeful:
    """A store that takes a refused write for a written one: the fault that the checks must notice."""

    events: EventStore

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.events.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.events.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        try:
            return await self.events.append(writes, cause)
        except StorageUnavailableError:
            return Appended({write.stream: write.expected + len(write.events) for write in writes})


def hopeful(storage: Storage) -> Storage:
    return replace(storage, events=Hopeful(storage.events))


def acknowledged(disk: Disk) -> set[str]:
    return {entry.text for entry in disk.trace if isinstance(entry, Marked)}


def after_cuts(folder: Path, disk: Disk, ledger: Ledger, number: int) -> list[str]:
    """Every promise that is broken when the power goes at some moment of what the disk recorded."""
    found = cuts(folder, Recording(disk.trace, ledger.rows), random.Random(SEED), number)
    return [f"{SEED}, {cut.moment}: {cut.verdict}" for cut in found if cut.verdict != Verdict()]


@COMMITS
async def test_refused_commit_is_told_loses_nothing_and_the_next_one_is_served(
    tmp_path: Path, kind: Kind, words: str
) -> None:
    fault, ledger = Once(kind, "-wal"), Ledger()
    with Disk(records=True, fault=fault) as disk:
        async with opened_store(tmp_path / NAME) as storage:
            agent = Agent(storage, disk, ledger, random.Random(SEED))
            await agent.append(EARLIER, Write(STREAM, 0, (opened(),)))
            fault.arm()
            with pytest.raises(StorageUnavailableError, match=words):
                await agent.append(REFUSED, Write(STREAM, 1, (chosen("refused"),)))
            assert len(await storage.events.load(STREAM)) == fault.refused == 1
            await agent.append(NEXT, Write(STREAM, 1, (chosen("next"),)))

    assert select(tmp_path / NAME, CAUSES) == [(EARLIER,), (NEXT,)]
    assert acknowledged(disk) == {EARLIER, NEXT}
    assert judged(tmp_path / NAME, ledger.rows, acknowledged(disk)) == Verdict()
    assert after_cuts(tmp_path / "left", disk, ledger, 100) == []


@COMMITS
async def test_refused_cause_can_be_asked_for_again(tmp_path: Path, kind: Kind, words: str) -> None:
    fault, ledger = Once(kind, "-wal"), Ledger()
    with Disk(records=True, fault=fault) as disk:
        async with opened_store(tmp_path / NAME) as storage:
            agent = Agent(storage, disk, ledger, random.Random(SEED), tries=2)
            fault.arm()
            await agent.append(REFUSED, Write(STREAM, 0, (opened(),)))

    assert fault.refused == 1, words
    assert select(tmp_path / NAME, CAUSES) == [(REFUSED,)]
    assert after_cuts(tmp_path / "left", disk, ledger, 50) == []


@COMMITS
async def test_store_that_takes_refused_for_written_is_caught(tmp_path: Path, kind: Kind, words: str) -> None:
    fault, ledger = Once(kind, "-wal"), Ledger()
    with Disk(records=True, fault=fault) as disk:
        async with opened_store(tmp_path / NAME) as storage:
            agent = Agent(hopeful(storage), disk, ledger, random.Random(SEED))
            await agent.append(EARLIER, Write(STREAM, 0, (opened(),)))
            fault.arm()
            await agent.append(REFUSED, Write(STREAM, 1, (chosen("refused"),)))
            assert len(await storage.events.load(STREAM)) == fault.refused == 1, words
            # What was refused lies in the journal until the next commit takes its place.
            await agent.append(NEXT, Write(STREAM, 1, (chosen("next"),)))

    assert judged(tmp_path / NAME, ledger.rows, acknowledged(disk)) == Verdict(lost=(REFUSED,))
    assert after_cuts(tmp_path / "left", disk, ledger, 100) != []


@pytest.mark.parametrize("kind", [Kind.WRITE, Kind.SYNC])
async def test_checkpoint_that_fails_is_no_callers_concern(tmp_path: Path, kind: Kind) -> None:
    fault, ledger = Once(kind, NAME), Ledger()
    with checkpoints_often(), Disk(records=True, fault=fault) as disk:
        async with opened_store(tmp_path / NAME) as storage:
            fault.arm()  # only checkpoints write to the database itself
            await calls(storage, disk, ledger, "call", agents=3, taps=10)
            assert fault.refused == 1

    assert acknowledged(disk) == set(ledger.rows)
    assert judged(tmp_path / NAME, ledger.rows, acknowledged(disk)) == Verdict()
    assert after_cuts(tmp_path / "left", disk, ledger, 50) == []


async def refusal(path: Path, fault: Nth | None = None) -> str | None:
    """Open the store and close it; return why it does not open. No fault may strike and not be told."""
    try:
        async with opened_store(path):
            assert fault is None or not fault.refused
            return None
    except CannotOpenStorageError as error:
        return str(error)


async def test_store_that_is_refused_while_it_opens_says_so_and_opens_the_next_time(tmp_path: Path) -> None:
    refused = 0
    for number in count():
        (folder := tmp_path / str(number)).mkdir()
        fault = Nth(number)
        with Disk(fault=fault):
            words = await refusal(folder / NAME, fault)
            if words is None:
                break  # this one would have come after the opening
            assert words is not None, number
            assert "check the disk" in words or "the disk is full" in words, number
            assert await refusal(folder / NAME) is None, number
        assert select(folder / NAME, "PRAGMA journal_mode") == [("wal",)], number
        refused += 1

    assert refused > 40


async def worked(path: Path, fault: Nth, ledger: Ledger) -> tuple[Disk, int]:
    """Let two agents work, who ask again when they are refused; return the disk, and how often it opened."""
    with Disk(records=True, fault=fault) as disk:
        for opening in (1, 2):
            try:
                async with opened_store(path) as storage:
                    await calls(storage, disk, ledger, "call", agents=2, taps=4, tries=2)
            except CannotOpenStorageError:
                assert opening == fault.refused == 1
            else:
                return disk, opening
    raise AssertionError("the store did not open again")


async def test_one_refusal_anywhere_is_got_over(tmp_path: Path) -> None:
    (tmp_path / "sound").mkdir()
    sound = Nth()
    await worked(tmp_path / "sound" / NAME, sound, Ledger())

    openings, refused = [], 0
    for number in sorted(random.Random(SEED).sample(range(sound.deeds), 30)):
        (folder := tmp_path / str(number)).mkdir()
        fault, ledger = Nth(number), Ledger()
        disk, opened_times = await worked(folder / NAME, fault, ledger)
        openings.append(opened_times)

        where = f"seed {SEED}, refused deed {number}"
        refused += fault.refused  # the last deeds of one run may not come in another: commits share company
        assert acknowledged(disk) == set(ledger.rows), where
        assert judged(folder / NAME, ledger.rows, acknowledged(disk)) == Verdict(), where
        assert after_cuts(folder / "left", disk, ledger, 10) == [], where

    assert refused > 25
    assert set(openings) == {1, 2}  # refused while it opened, and while it worked
