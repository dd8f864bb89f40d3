"""A copy of a log is the log: every row, every hash, and whatever is written next."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dialogs.events import WordsNoted
from dialogs.ids import SessionId, session_stream
from storage.opening import Storage
from storage.second_place import Erasure, SecondPlace
from storage.sql import sides
from storage.sql.copying import Ears
from storage.sql.sides import TABLES
from tests.storage.builders import ADMIN, NOON
from tests.storage.copying.logs import NOT_OF_THE_LOG, Place, Rows, copied, file, lived
from tests.storage.lived import Life
from tests.storage.postgres.beside import run

HEADS = (
    "SELECT stream_kind, stream_key, version, hash FROM events AS e WHERE version = "
    "(SELECT max(version) FROM events WHERE stream_kind = e.stream_kind AND stream_key = e.stream_key)"
)


def heads(place: Place) -> set[tuple[object, ...]]:
    return set(place.look(HEADS))


def session_with(rows: Mapping[str, Rows], kept: str) -> SessionId:
    (session, *_) = next(row for row in rows["sessions"] if kept in row)
    return SessionId(str(session))


async def erasures_of(storage: Storage, session: SessionId) -> Sequence[bool]:
    """Return of each note of a call whether its words are gone."""
    events = await storage.events.load(session_stream(session))
    return [event.words.is_erased for event in events if isinstance(event, WordsNoted)]


async def walk_one_more(storage: Storage) -> None:
    """Walk a call that nobody has walked before, with all that a call leaves."""
    life = Life(storage, random.Random(7))
    life.now = NOON.replace(year=NOON.year + 1)
    life._numbers = iter(range(500_000, 600_000))
    await life.call(9_000)


async def test_there_and_back_every_row_of_every_table_is_the_same(
    source: Place, served: Place, other: Place
) -> None:
    before = source.everything()

    there = await copied(source, served)
    back = await copied(served, other)

    assert there is not None
    assert there == back
    assert there.tip.position == len(before["events"]) > 100
    assert (there.streams, there.checkpoints) == (len(heads(source)), 2)
    assert served.everything() == other.everything() == before
    assert heads(source) == heads(served) == heads(other)
    assert [name for name, rows in before.items() if not rows] == [], "something stands in every table"


async def test_file_is_copied_to_another_place(source: Place, other: Place) -> None:
    before = source.everything()

    assert await copied(source, other) is not None

    assert other.everything() == before
    assert other.path.stat().st_mode & 0o077 == 0


async def test_only_our_tables_are_counted_for_plans(source: Place, served: Place) -> None:
    run(served.url, "CREATE SCHEMA theirs", "CREATE TABLE theirs.rows AS SELECT generate_series(1, 9)")

    await copied(source, served)

    assert served.look("SELECT reltuples FROM pg_class WHERE oid = 'theirs.rows'::regclass") == [(-1.0,)]
    counted = served.look("SELECT reltuples FROM pg_class WHERE oid = 'events'::regclass")
    assert counted == served.look("SELECT count(*) FROM events")


async def test_every_table_and_every_column_is_taken_along(source: Place, served: Place) -> None:
    await copied(source, served)

    for place in (source, served):
        assert set(TABLES) - {"counts"} == place.tables() - NOT_OF_THE_LOG
        for table in set(TABLES) - {"counts"}:
            columns = TABLES[table].partition("SELECT")[2].partition("FROM")[0].split(",")
            assert len(columns) == len(place.look(f"SELECT * FROM {table} LIMIT 1")[0]), table


@pytest.mark.parametrize("to", ["served", "other"])
async def test_calls_go_on_where_the_log_is_now(
    source: Place, to: str, request: pytest.FixtureRequest
) -> None:
    target: Place = request.getfixturevalue(to)
    await copied(source, target)
    before = target.everything()

    async with target.opened() as storage:
        await walk_one_more(storage)
        assert storage.witness is not None
        assert await storage.witness.checkpoint()
        found = await storage.witness.verify(lambda _done, _of: None, rows=True)

    after = target.everything()
    assert (found.flaws, found.checkpoints) == ((), 3)
    assert len(after["events"]) > len(before["events"])
    assert len(after["data_keys"]) == len(before["data_keys"]) + 1
    assert len(after["dispatches"]) > len(before["dispatches"])
    assert len(after["shown"]) == len(before["shown"]) + 3


async def test_words_are_found_by_the_index_that_came_along(source: Place, served: Place) -> None:
    async with source.opened() as storage:
        expected = await storage.views.search(ADMIN, "编造的记录第2", 9)
    await copied(source, served)

    async with served.opened() as storage:
        found = await storage.views.search(ADMIN, "编造的记录第2", 9)

    assert list(found) == list(expected) != []


async def test_erased_words_stay_erased_and_the_others_open(source: Place, served: Place) -> None:
    rows = source.everything()
    await copied(source, served)

    async with served.opened() as storage:
        gone = await erasures_of(storage, session_with(rows, "erased"))
        there = await erasures_of(storage, session_with(rows, "open"))

    assert set(gone) == {True}
    assert set(there) == {False}


async def test_what_the_second_place_lists_as_erased_is_erased_in_the_copy(
    source: Place, served: Place
) -> None:
    session = session_with(source.everything(), "open")
    [(log,)] = source.look("SELECT value FROM meta WHERE key = 'log'")
    SecondPlace(source.second, str(log)).add_erasure(
        Erasure(log=str(log), session=session, at="2026-03-02T04:00:00Z")
    )
    await copied(source, served)
    assert served.look(f"SELECT count(*) FROM data_keys WHERE session = '{session}'") == [(1,)]

    async with served.opened():
        pass

    assert served.look(f"SELECT count(*) FROM data_keys WHERE session = '{session}'") == [(0,)]


async def test_rows_are_written_by_stretches_and_each_is_told(
    source: Place, served: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "STRETCH", 50)
    heard: list[tuple[int, int]] = []

    await copied(source, served, Ears(copying=lambda done, of: heard.append((done, of))))

    steps = [after - before for (before, _), (after, _) in zip([(0, 0), *heard], heard, strict=False)]
    rows = sum(len(each) for name, each in source.everything().items() if name != "meta")
    assert heard[-1] == (rows, rows)
    assert max(steps) == 50
    assert len(steps) >= rows / 50


async def test_server_has_counted_what_was_copied_before_anybody_asks_for_it(
    source: Place, served: Place
) -> None:
    await copied(source, served)

    [(known,)] = served.look("SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'events'")

    assert [(known,)] == served.look("SELECT count(*) FROM events")


async def test_log_in_which_nothing_was_written_is_copied(served: Place, tmp_path: Path) -> None:
    empty = file(tmp_path)
    async with empty.opened():
        pass

    found = await copied(empty, served)

    assert found is not None
    assert found.tip.position == 0
    await lived(served)
