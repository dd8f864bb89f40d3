"""What was refused because a sync failed is seen by whoever opens the file anew; it is made durable first."""

import random
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from dialogs.ids import Cause
from dialogs.ports import StorageUnavailableError, Write
from storage.manner import Manner
from storage.opening import SHANGHAI, in_database
from storage.sqlite import journal, opening
from storage.sqlite.journal import make_durable
from storage.sqlite.opening import open_lines
from tests.disk.disk import Disk, Kind
from tests.disk.faults import While
from tests.disk.runs import Recording, cuts
from tests.disk.workload import KEYRING, NAME, Agent, Ledger
from tests.storage.builders import call, chosen, opened
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import select

SEED = 20261128
WEATHERS, CUTS = 8, 25
EARLIER, REFUSED, NEXT = Cause("earlier"), Cause("refused"), Cause("next")
WRITES: Mapping[Cause, Write] = {
    EARLIER: Write(call(), 0, (opened(),)),
    REFUSED: Write(call(), 1, (chosen("refused"),)),
    NEXT: Write(call(), 2, (chosen("next"),)),
}


async def lived(path: Path, *, restarts: bool) -> tuple[Disk, Ledger]:
    """Have a sync fail and its commit be refused, then ask again: after a restart, or on a new connection."""
    fault, ledger = While(Kind.SYNC), Ledger()
    lives = [[EARLIER, REFUSED], [REFUSED, NEXT]] if restarts else [[EARLIER, REFUSED, REFUSED, NEXT]]
    with Disk(records=True, fault=fault) as disk:
        for causes in lives:
            async with open_lines(path, fixed_clock, Manner(keyring=KEYRING)) as lines:
                agent = Agent(in_database(lines, fixed_clock, SHANGHAI), disk, ledger, random.Random(SEED))
                for place, cause in enumerate(causes):
                    fault.is_on = cause is REFUSED and causes[place - 1] is EARLIER
                    if fault.is_on:
                        with pytest.raises(StorageUnavailableError, match="the disk failed"):
                            await agent.append(cause, WRITES[cause])
                    else:
                        await agent.append(cause, WRITES[cause])
                # In the first of two lives the disk still fails, so that the end changes nothing.
            fault.is_on = False
    return disk, ledger


def lost(folder: Path, disk: Disk, ledger: Ledger) -> set[str]:
    """Return what was acknowledged, and gone after some power cut."""
    recording = Recording(disk.trace, ledger.rows)
    # What the failed sync leaves is drawn once in each weather.
    weathers = [random.Random(f"{SEED}-{number}") for number in range(WEATHERS)]
    verdicts = [cut.verdict for weather in weathers for cut in cuts(folder, recording, weather, CUTS)]
    assert not any(verdict.corrupt or verdict.wrong for verdict in verdicts)
    return {cause for verdict in verdicts for cause in verdict.lost}


@pytest.mark.parametrize("restarts", [False, True], ids=["on a new connection", "after a restart"])
async def test_refused_by_a_failed_sync_and_acknowledged_later_survives_a_power_cut(
    tmp_path: Path, restarts: bool
) -> None:
    disk, ledger = await lived(tmp_path / NAME, restarts=restarts)

    assert select(tmp_path / NAME, "SELECT cause FROM events") == [(EARLIER,), (REFUSED,), (NEXT,)]
    assert lost(tmp_path / "left", disk, ledger) == set()


@pytest.mark.parametrize("restarts", [False, True], ids=["on a new connection", "after a restart"])
async def test_store_that_takes_what_it_reads_for_durable_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restarts: bool
) -> None:
    monkeypatch.setattr(opening, "make_durable", lambda connection, path: None)
    disk, ledger = await lived(tmp_path / NAME, restarts=restarts)

    assert REFUSED in lost(tmp_path / "left", disk, ledger)


def journalled(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE words (word TEXT)")
    return connection


def test_journal_is_written_once_more_as_it_is(tmp_path: Path) -> None:
    connection = journalled(tmp_path / NAME)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".db-shm"}

    make_durable(connection, tmp_path / NAME)

    assert not connection.in_transaction
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert f"{NAME}{journal.JOURNAL}" in before
    connection.close()


def test_journal_is_left_alone_while_another_program_writes_it(tmp_path: Path) -> None:
    ours, other = journalled(tmp_path / NAME), sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        make_durable(ours, tmp_path / NAME)

    other.close()
    make_durable(ours, tmp_path / NAME)
    ours.close()
