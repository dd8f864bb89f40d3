"""Many rows in few statements, and one at fault among many."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dialogs.ids import Cause
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.sqlite.bulk import MOST_ROWS, write_rows
from tests.storage.builders import call, cause, chosen, opened
from tests.storage.sqlite.files import Opened, opened_at, select

PUT = "INSERT INTO t (a, b) VALUES (?);"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        yield made


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(tmp_path / "hejie.db") as made:
        yield made


@pytest.mark.parametrize("count", [0, 1, 2, 3, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1, 5 * MOST_ROWS + 7])
def test_every_row_is_written_once_whatever_their_number(connection: sqlite3.Connection, count: int) -> None:
    rows = [(number, f"row {number}") for number in range(count)]
    statements: list[str] = []
    connection.set_trace_callback(statements.append)

    write_rows(connection, PUT, rows)

    assert len(statements) <= count // MOST_ROWS + MOST_ROWS.bit_length()
    assert connection.execute("SELECT a, b FROM t ORDER BY a").fetchall() == rows


async def test_append_at_fault_fails_alone_among_its_neighbours(store: Opened) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO causes (cause, at, versions) VALUES ('x', 'y', NULL)")

    events = store.storage.events
    writes = [
        events.append([Write(call(f"S{n}"), 0, (opened(f"S{n}"),))], cause(f"tap-{n}")) for n in range(9)
    ]
    answers = await asyncio.gather(
        *writes[:5], store.lines.writer.run(fails), *writes[5:], return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [*[Appended] * 5, sqlite3.IntegrityError, *[Appended] * 4]
    assert [len(await events.load(call(f"S{n}"))) for n in range(9)] == [1] * 9
    assert store.storage.witness is not None
    assert (await store.storage.witness.verify(lambda _done, _all: None, rows=True)).flaws == ()


async def test_conflict_fails_one_append_and_not_the_batch(store: Opened) -> None:
    events = store.storage.events
    await events.append([Write(call("S1"), 0, (opened("S1"),))], cause("new"))

    answers = await asyncio.gather(
        events.append([Write(call("S1"), 1, (chosen("a"),))], cause("a")),
        events.append([Write(call("S1"), 1, (chosen("b"),))], cause("b")),
        events.append([Write(call("S2"), 0, (opened("S2"),))], cause("c")),
    )

    assert answers[0] == Appended({call("S1"): 2})
    assert answers[1] == Conflict(call("S1"), 2)
    assert answers[2] == Appended({call("S2"): 1})


async def test_cause_that_was_long_forgotten_and_whose_plan_now_fits_is_still_recognised(
    tmp_path: Path,
) -> None:
    path = tmp_path / "hejie.db"
    async with opened_at(path) as store:
        await store.storage.events.append([Write(call("S1"), 0, (opened("S1"),))], Cause("tap"))
    async with opened_at(path) as store:
        again, other = await asyncio.gather(
            store.storage.events.append([Write(call("S2"), 0, (opened("S2"),))], Cause("tap")),
            store.storage.events.append([Write(call("S3"), 0, (opened("S3"),))], Cause("other")),
        )

    assert again == AlreadyRecorded({call("S1"): 1})
    assert other == Appended({call("S3"): 1})
    assert select(path, "SELECT stream_key FROM events ORDER BY position") == [("S1",), ("S3",)]
