"""The simulated disk itself: it records, slows, refuses and lies as asked, and is gone without a trace."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.disk.disk import Deed, Disk, Kind
from tests.disk.faults import CODES, Once, Seeded
from tests.disk.library import default_vfs
from tests.disk.power import Platter
from tests.disk.trace import Created, Deleted, Entry, Found, Marked, Synced, Written

JOURNALS = ("wal", "delete", "truncate", "persist")


def connected(path: Path, journal: str = "wal") -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def small_transaction(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)")
    connection.executemany("INSERT INTO words VALUES (?)", [("long" * number,) for number in range(200)])
    connection.execute("COMMIT")


def replayed(entries: Iterable[Entry]) -> Mapping[str, bytes]:
    platter = Platter(random.Random(0))
    for index, entry in enumerate(entries):
        platter.take(index, entry)
    return {name: bytes(content) for name, content in platter.whole().items()}


def files(folder: Path) -> Mapping[str, bytes]:
    """What is there but for the index of the log, which SQLite makes anew after a crash."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


@pytest.mark.parametrize("journal", JOURNALS)
def test_trace_replayed_as_a_whole_gives_the_very_files(tmp_path: Path, journal: str) -> None:
    with Disk(records=True) as disk:
        with closing(connected(tmp_path / "words.db", journal)) as connection:
            small_transaction(connection)
            assert replayed(disk.trace) == files(tmp_path)
            small_transaction(connection)
        connected(tmp_path / "words.db", journal).close()

        assert replayed(disk.trace) == files(tmp_path)


def test_trace_without_one_of_its_writes_gives_other_files(tmp_path: Path) -> None:
    with Disk(records=True) as disk, closing(connected(tmp_path / "words.db")) as connection:
        small_transaction(connection)
        entries = list(disk.trace)
        entries.remove(next(entry for entry in reversed(entries) if isinstance(entry, Written)))

        assert replayed(entries) != files(tmp_path)


def test_trace_begins_with_what_was_found_and_holds_marks_in_their_place(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    with closing(connected(path)) as connection:
        small_transaction(connection)
    before = path.read_bytes()

    with Disk(records=True) as disk:
        with closing(connected(path)) as connection:
            disk.trace.mark("open")
            small_transaction(connection)
            disk.trace.mark("committed")
        first, *entries = disk.trace

    opening, working = entries[: entries.index(Marked("open"))], entries[entries.index(Marked("open")) :]
    assert isinstance(first, Found)
    assert (first.name, first.content) == ("words.db", before)
    assert [entry.name for entry in opening if isinstance(entry, Created)] == ["words.db-wal"]
    assert isinstance(working[working.index(Marked("committed")) - 1], Synced)
    assert Deleted("words.db-wal", durable=False) in working


def test_threads_on_files_of_their_own_are_each_recorded(tmp_path: Path) -> None:
    def write(number: int) -> None:
        with closing(connected(tmp_path / f"{number}.db")) as connection:
            for _ in range(5):
                small_transaction(connection)

    with Disk(records=True) as disk:
        threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert replayed(disk.trace) == files(tmp_path)
        assert len(files(tmp_path)) == 6


def test_each_sync_takes_longer_by_the_delay(tmp_path: Path) -> None:
    with Disk(delay_ms=50), closing(connected(tmp_path / "words.db")) as connection:
        began = time.monotonic()
        small_transaction(connection)

    assert time.monotonic() - began >= 0.1  # the header of the log, and the commit


def test_nothing_but_a_sync_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    with Disk(records=True, delay_ms=50) as disk, closing(connected(tmp_path / "words.db")) as connection:
        small_transaction(connection)

    assert waited == [0.05] * sum(isinstance(entry, Synced) for entry in disk.trace)


def test_disk_that_records_nothing_has_an_empty_trace(tmp_path: Path) -> None:
    with Disk(fault=lambda _: 0) as disk, closing(connected(tmp_path / "words.db")) as connection:
        small_transaction(connection)

    assert list(disk.trace) == []


@pytest.mark.parametrize("kind", Kind)
def test_refused_deed_comes_out_as_the_error_that_was_asked_for(tmp_path: Path, kind: Kind) -> None:
    fault = Once(kind, "words.db" if kind is Kind.TRUNCATE else "-journal")
    with Disk(fault=fault), closing(connected(tmp_path / "words.db", "delete")) as connection:
        small_transaction(connection)
        connection.execute("DELETE FROM words")
        fault.arm()
        with pytest.raises(sqlite3.OperationalError) as raised:
            connection.execute("VACUUM")
        connection.execute("VACUUM")

    assert raised.value.sqlite_errorcode == CODES[kind]
    assert fault.refused == 1


def test_refused_write_leaves_its_first_half_behind(tmp_path: Path) -> None:
    fault = Once(Kind.WRITE, "words.db")
    with (
        Disk(records=True, fault=fault) as disk,
        closing(connected(tmp_path / "words.db", "delete")) as connection,
    ):
        fault.arm()
        with pytest.raises(sqlite3.OperationalError, match="full"):
            small_transaction(connection)

        halves = [entry for entry in disk.trace if isinstance(entry, Written) and len(entry.content) == 2048]
        assert len(halves) == 1


def test_seeded_plan_refuses_the_same_again() -> None:
    deeds = [Deed(kind, Path("words.db")) for kind in Kind] * 100
    plans = [Seeded(7, 0.1), Seeded(7, 0.1), Seeded(8, 0.1)]

    refusals = [[plan(deed) for deed in deeds] for plan in plans]

    assert refusals[0] == refusals[1] != refusals[2]
    assert {code for code in refusals[0] if code} == set(CODES.values())


def test_lying_disk_records_no_sync(tmp_path: Path) -> None:
    with Disk(records=True) as disk, closing(connected(tmp_path / "words.db")) as connection:
        small_transaction(connection)
        honest = sum(isinstance(entry, Synced) for entry in disk.trace)
        disk.lying = True
        small_transaction(connection)

        assert sum(isinstance(entry, Synced) for entry in disk.trace) == honest > 0


def test_sqlite_pads_its_log_only_when_told_that_a_torn_write_spoils_its_sectors(tmp_path: Path) -> None:
    lengths = []
    for powersafe in (True, False):
        path = tmp_path / f"{powersafe}.db"
        with Disk(powersafe_overwrite=powersafe), closing(connected(path)) as connection:
            small_transaction(connection)
            lengths.append(path.with_name(f"{path.name}-wal").stat().st_size)

    assert lengths[1] > lengths[0]


def test_former_default_comes_back_and_one_who_stayed_goes_on(tmp_path: Path) -> None:
    before = default_vfs()
    with Disk(records=True) as disk:
        assert default_vfs() != before
        with pytest.raises(RuntimeError, match="one simulated disk"), Disk():
            pass
        staying = connected(tmp_path / "words.db")
        recorded = len(disk.trace)
    assert default_vfs() == before

    small_transaction(staying)
    with Disk(records=True) as another, closing(staying):
        small_transaction(staying)
        assert list(another.trace) == []

    assert len(disk.trace) == recorded
    with closing(sqlite3.connect(tmp_path / "words.db")) as connection:
        assert connection.execute("SELECT count(*) FROM words").fetchone() == (400,)


def test_hook_that_raises_stops_sqlite_and_is_raised_at_the_end(tmp_path: Path) -> None:
    def broken(deed: Deed) -> int:
        raise LookupError(deed.kind)

    seen_by_sqlite = pytest.raises(sqlite3.OperationalError, match="disk I/O error")
    with (
        pytest.raises(LookupError, match="write"),
        Disk(fault=broken),
        closing(sqlite3.connect(tmp_path / "words.db", isolation_level=None)) as connection,
        seen_by_sqlite,
    ):
        small_transaction(connection)
