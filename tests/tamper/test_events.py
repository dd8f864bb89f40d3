"""Somebody changes events behind the program's back: the first one that is not what was written is named."""

import sqlite3

import pytest

from dialogs.ids import SessionId, session_stream
from storage.errors import CannotOpenStorageError, UnreadableEventError
from storage.opening import SHANGHAI, in_database
from storage.sql import verifying
from storage.sqlite.opening import open_lines
from tests.storage.places import fixed_clock
from tests.tamper.hands import Log, chained_anew, close_the_gaps

EDITS = {
    "at": "'2026-03-02T05:00:00.000000+00:00'",
    "by": "41",
    "type": "'HelpTaken'",
    "type_version": "type_version + 1",
    "body": "CAST(replace(CAST(body AS TEXT), '2026', '2025') AS BLOB)",
    "cause": "(SELECT cause FROM events WHERE position = 1)",
    "hash": "randomblob(32)",
}


async def test_log_that_nobody_touched_is_sound(log: Log) -> None:
    found = await log.verified()

    assert (list(found.flaws), found.events, found.checkpoints) == ([], len(log.events()), 2)
    with log.tampered() as connection:
        connection.execute("UPDATE events SET by = by")
    assert await log.flaws() == []


@pytest.mark.parametrize("column", EDITS)
async def test_event_that_was_edited_is_named(log: Log, column: str) -> None:
    event = log.events("type = 'ChoiceMade'")[3]

    log.change(f"UPDATE events SET {column} = {EDITS[column]} WHERE position = ?", event.position)

    assert await log.flaws() == [f"{event} was changed"]
    with pytest.raises(CannotOpenStorageError, match=f"the log is not what was written: {event} was changed"):
        async with log.opened():
            pass


async def test_verifier_that_ignores_hashes_misses_edits(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    class Anything:
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 0

        def __ne__(self, other: object) -> bool:
            return False

    position = log.events("type = 'ChoiceMade'")[3].position
    log.change("UPDATE events SET by = 41 WHERE position = ?", position)
    monkeypatch.setattr(verifying, "link", lambda before, columns: Anything())

    assert await log.flaws() == []


async def test_event_that_was_deleted_is_missing(log: Log) -> None:
    event = log.events("type = 'ChoiceMade'")[3]

    log.change("DELETE FROM events WHERE position = ?", event.position)

    assert await log.flaws() == [f"event {event.position} is missing"]


async def test_event_that_was_deleted_is_missed_by_the_one_after_it_when_numbers_are_closed_up(
    log: Log,
) -> None:
    event = log.events("type = 'ChoiceMade'")[3]
    follower = next(each for each in log.events() if each.position > event.position)

    with log.tampered() as connection:
        connection.execute("DELETE FROM events WHERE position = ?", (event.position,))
        close_the_gaps(connection)

    moved = f"{follower.kind}/{follower.key} version"
    assert [flaw.startswith(moved) and flaw.endswith("was changed") for flaw in await log.flaws()] == [True]


def insert(connection: sqlite3.Connection, place: int) -> None:
    """Copy the event at ``place`` to stand behind itself, and move all the others."""
    connection.execute("UPDATE events SET position = -position WHERE position > ?", (place,))
    connection.execute(
        "UPDATE events SET version = version + 1000 WHERE position < 0 AND (stream_kind, stream_key) = "
        "(SELECT stream_kind, stream_key FROM events WHERE position = ?)",
        (place,),
    )
    connection.execute(
        "INSERT INTO events SELECT position + 1, stream_kind, stream_key, version + 1, type, type_version, "
        "body, at, by, cause, hash FROM events WHERE position = ?",
        (place,),
    )
    connection.execute("UPDATE events SET position = 1 - position WHERE position < 0")
    close_the_gaps(connection)


async def test_event_that_was_inserted_is_named(log: Log) -> None:
    event = log.events("type = 'ChoiceMade'")[3]

    with log.tampered() as connection:
        insert(connection, event.position)

    assert await log.flaws() == [f"{event.kind}/{event.key} version {event.version + 1} was changed"]


async def test_events_that_were_swapped_are_named_by_the_first(log: Log) -> None:
    one, other = log.events("type = 'ChoiceMade'")[:2]

    with log.tampered() as connection:
        bodies = [
            connection.execute("SELECT body FROM events WHERE position = ?", (each.position,)).fetchone()[0]
            for each in (one, other)
        ]
        for each, body in zip((other, one), bodies, strict=True):
            connection.execute("UPDATE events SET body = ? WHERE position = ?", (body, each.position))

    assert await log.flaws() == [f"{one} was changed"]


async def test_places_that_were_swapped_are_named_by_the_first(log: Log) -> None:
    one, other = log.events("type = 'ChoiceMade'")[:2]

    with log.tampered() as connection:
        for before, after in ((one.position, 0), (other.position, one.position), (0, other.position)):
            connection.execute("UPDATE events SET position = ? WHERE position = ?", (after, before))

    assert await log.flaws() == [f"{one} is missing"]


async def test_stream_that_was_deleted_is_missing(log: Log) -> None:
    first = log.events(f"stream_kind = 'session' AND stream_key = '{log.calls()[1]}'")[0]

    log.change("DELETE FROM events WHERE stream_kind = 'session' AND stream_key = ?", first.key)

    assert await log.flaws() == [f"event {first.position} is missing"]


async def test_chain_that_was_made_anew_does_not_agree_with_the_checkpoint(log: Log) -> None:
    first, _ = log.checkpoints()
    with log.tampered() as connection:
        for table in ("events", "data_keys", "sessions"):
            column = "stream_key" if table == "events" else "session"
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (log.calls()[1],))
        close_the_gaps(connection)
        chained_anew(connection)

    assert await log.flaws() == [f"events {first.first} to {first.last} are not those of checkpoint 1"]


def words_of(log: Log, place: int) -> tuple[int, bytes]:
    """Return where the sealed words of the first note of call number ``place`` stand, and them."""
    (row,) = log.select(
        "SELECT position, body FROM events WHERE type = 'WordsNoted' AND stream_key = ? "
        "ORDER BY version LIMIT 1",
        log.calls()[place],
    )
    position, body = row
    assert isinstance(position, int)
    assert isinstance(body, bytes)
    return position, body[body.index(b'{"gcm":') : body.index(b"}", body.index(b'{"gcm":')) + 1]


async def test_words_of_two_calls_that_were_swapped_open_nowhere(log: Log) -> None:
    (one, ours), (other, theirs) = (words_of(log, place) for place in (0, 1))
    changed = log.events(f"position = {one}")[0]

    with log.tampered() as connection:
        for position, own, strange in ((one, ours, theirs), (other, theirs, ours)):
            (body,) = connection.execute("SELECT body FROM events WHERE position = ?", (position,)).fetchone()
            row = (body.replace(own, strange), position)
            connection.execute("UPDATE events SET body = ? WHERE position = ?", row)

    assert await log.flaws() == [f"{changed} was changed"]
    await nobody_opens(log, SessionId(changed.key), f"{changed}")


async def test_words_that_were_moved_within_a_call_open_nowhere(log: Log) -> None:
    position, words = words_of(log, 0)
    note = log.events(f"position = {position}")[0]
    later = log.events(f"type = 'WordsNoted' AND stream_key = '{note.key}'")[-1]
    assert later.version > note.version

    with log.tampered() as connection:
        (body,) = connection.execute(
            "SELECT body FROM events WHERE position = ?", (later.position,)
        ).fetchone()
        own = body[body.index(b'{"gcm":') : body.index(b"}", body.index(b'{"gcm":')) + 1]
        row = (body.replace(own, words), later.position)
        connection.execute("UPDATE events SET body = ? WHERE position = ?", row)

    assert await log.flaws() == [f"{later} was changed"]
    await nobody_opens(log, SessionId(note.key), f"{later}")


async def nobody_opens(log: Log, session: SessionId, where: str) -> None:
    """See that reading the call fails, also when nobody had looked at the log and the chain is made anew."""
    with log.tampered() as connection:
        chained_anew(connection)
    log.adjust_marks()
    async with open_lines(log.path, fixed_clock) as lines:
        storage = in_database(lines, fixed_clock, SHANGHAI)
        with pytest.raises(UnreadableEventError, match=f"the words in {where} do not open"):
            await storage.events.load(session_stream(session))
