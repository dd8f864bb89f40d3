"""What was erased is gone, byte by byte: from the file, its journal, the index of words, the second place."""

import base64
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

import pytest

from dialogs.events import RemarkMade, WordsNoted
from dialogs.ids import SessionId, StepId, review_stream, session_stream
from dialogs.ports import Kept, ShownCard
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.timeline import trace
from storage.chain import FIRST, Columns, link
from storage.codec import Encoded
from storage.keyring import Keyring, RecoveryKey
from storage.manner import Manner
from storage.opening import SHANGHAI, Storage, in_database, open_storage
from storage.sql import vault
from storage.sqlite import engine, opening
from storage.sqlite.opening import Lines, open_lines
from tests.builders.program import SMALL
from tests.storage.builders import ADMIN, BOSS, LIN, NOON, call, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.erasing import erase
from tests.storage.sqlite.files import select

TODAY: Final = date(2026, 3, 2)
FIRST_KEYS: Final = Keyring.fresh(TODAY, RecoveryKey.fresh(TODAY))
KEYS: Final = FIRST_KEYS.rotated(TODAY)
CALLS: Final = tuple(SessionId(f"CALL{number:03}") for number in range(90))
ERASED: Final = CALLS[::3]
KEPT: Final = tuple(call for call in CALLS if call not in ERASED)
ROUNDS: Final = 3
EVENTS: Final = (
    "SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash "
    "FROM events ORDER BY position"
)


def words(session: SessionId, number: int) -> str:
    """Return invented words that stand nowhere else; some are longer than a page of the file."""
    return f"虚构的话 {session} 第 {number} 句。" * (40 if number == 1 else 1)


@asynccontextmanager
async def open_file(folder: Path, keyring: Keyring = KEYS) -> AsyncIterator[tuple[Storage, Lines]]:
    async with open_lines(folder / "hejie.db", fixed_clock, Manner(keyring=keyring)) as lines:
        yield in_database(lines, fixed_clock, SHANGHAI), lines


async def fill(storage: Storage, sessions: Sequence[SessionId]) -> None:
    """Let calls go on side by side, so that their rows lie mixed on pages that split."""
    for number in range(ROUNDS):
        for session in sessions:
            noted = WordsNoted(
                at=NOON,
                by=LIN.person,
                place=Place.FACT,
                words=Sealed(words(session, number)),
                step=StepId("listen"),
                said_at=NOON,
            )
            await write(storage, call(session), *(() if number else (opened(session),)), noted)
    for session in sessions:
        remark = RemarkMade(at=NOON, by=BOSS.person, words=Sealed(words(session, ROUNDS)), version=4)
        await write(storage, review_stream(session), remark)
        card = ShownCard(
            chat=7, message=int(session[4:]) + 1, session=session, version=4, digest=seen(session)
        )
        await storage.shown.record(card, after=None)


def seen(session: SessionId) -> str:
    """Return a digest of a card, from which its words could be guessed."""
    return f"digest-of-{session}"


def mark(session: SessionId) -> bytes:
    """Return a mark of the index of words."""
    return f"mark-of-{session}".encode()


def rotate(connection: sqlite3.Connection) -> None:
    """Lock each key anew with the current operating key, and index each call."""
    for row in connection.execute("SELECT * FROM data_keys").fetchall():
        held = vault.wrapped_key(connection, row["session"])
        assert held is not None
        fresh = KEYS.wrap(row["session"], KEYS.unwrap(row["session"], held))
        connection.execute(
            "UPDATE data_keys SET key_id = ?, wrapped = ?, recovery_wrapped = ? WHERE session = ?",
            (fresh.key_id, fresh.wrapped, fresh.recovery_wrapped, row["session"]),
        )
    for session in CALLS:
        connection.execute("INSERT INTO word_marks VALUES (?, ?, 'session', 2)", (mark(session), session))


@dataclass(frozen=True)
class Traces:
    """What of each call could be found as bytes, by its name."""

    keys: Mapping[SessionId, tuple[bytes, ...]]

    def of(self, session: SessionId) -> Iterator[tuple[str, bytes]]:
        for number in range(ROUNDS + 1):
            said = words(session, number).encode()
            yield "words", said
            yield "words in base64", base64.b64encode(said)
        yield "mark", mark(session)
        yield "digest", seen(session).encode()
        for key in self.keys[session]:
            yield "key", key

    def found(self, folder: Path, sessions: Sequence[SessionId]) -> set[tuple[str, str]]:
        """Return which files hold which kind of trace of any of ``sessions``."""
        return {
            (path.relative_to(folder).as_posix(), kind)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
            for held in [path.read_bytes()]
            for session in sessions
            for kind, trace_of_it in self.of(session)
            if trace_of_it in held
        }


def traces(path: Path) -> Traces:
    """Note all keys as they are kept, before any of them is destroyed."""
    rows = select(path, "SELECT session, wrapped, recovery_wrapped FROM data_keys")
    return Traces(
        {
            SessionId(str(row[0])): tuple(bytes(key) for key in row[1:] if isinstance(key, bytes))
            for row in rows
        }
    )


async def arranged(folder: Path) -> Traces:
    """Fill a file, half of it before the operating key was rotated."""
    half = len(CALLS) // 2
    async with open_file(folder, FIRST_KEYS) as (storage, _):
        await fill(storage, CALLS[:half])
    first = traces(folder / "hejie.db")
    async with open_file(folder) as (storage, lines):
        await fill(storage, CALLS[half:])
        await lines.writer.run(rotate)
        second = traces(folder / "hejie.db")
    return Traces({name: (*first.keys.get(name, ()), *keys) for name, keys in second.keys.items()})


async def shred(folder: Path, known: Traces) -> set[tuple[str, str]]:
    """Erase a third of the calls; return what of them is found, while the file is open and after."""
    async with open_file(folder) as (storage, _):
        for session in ERASED:
            await erase(storage, session)
        found = known.found(folder, ERASED)
    return found | known.found(folder, ERASED)


async def test_nothing_of_what_was_erased_is_found_and_of_what_is_kept_all_is(tmp_path: Path) -> None:
    known = await arranged(tmp_path)

    assert await shred(tmp_path, known) == set()

    current = Traces({name: keys[-2:] for name, keys in known.keys.items()})
    for session in KEPT:
        assert {kind for _, kind in current.found(tmp_path, [session])} == {"key", "mark", "digest"}
    assert {path for path, _ in current.found(tmp_path, KEPT)} == {"hejie.db"}


async def test_each_link_of_the_chain_holds_after_erasing(tmp_path: Path) -> None:
    await shred(tmp_path, await arranged(tmp_path))
    heads: dict[tuple[str, str], bytes] = {}

    rows = select(tmp_path / "hejie.db", EVENTS)
    for *event, hashed in rows:
        of_it = cast("Columns", tuple(event))
        stream = (of_it[1], of_it[2])
        heads[stream] = link(heads.get(stream, FIRST), of_it)
        assert heads[stream] == hashed
    assert len(rows) == len(CALLS) * (ROUNDS + 2) + len(ERASED)


async def test_timeline_says_what_was_erased_and_keeps_the_rest(tmp_path: Path) -> None:
    await shred(tmp_path, await arranged(tmp_path))

    async with open_file(tmp_path) as (storage, _):
        told = {
            session: [
                (entry.text.key, entry.text.values.get("words"))
                for entry in trace(SMALL, await storage.events.load(session_stream(session))).entries
            ]
            for session in (ERASED[0], KEPT[0])
        }
    gone, said = Sealed.erased(), [Sealed(words(KEPT[0], number)) for number in range(ROUNDS)]
    assert told == {
        ERASED[0]: [("log.opened", None), *[("log.noted", gone)] * ROUNDS, ("log.erased", None)],
        KEPT[0]: [("log.opened", None), *[("log.noted", each) for each in said]],
    }


async def test_restored_backup_holds_nothing_of_it_once_it_was_opened(tmp_path: Path) -> None:
    folder, backup = tmp_path / "var", tmp_path / "backup.db"
    folder.mkdir()
    known = await arranged(folder)
    with closing(sqlite3.connect(folder / "hejie.db")) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    await shred(folder, known)
    shutil.copy(backup, folder / "hejie.db")
    assert {kind for _, kind in known.found(folder, ERASED)} == {"key", "mark", "digest"}

    manner = Manner(keyring=KEYS, adopt=True)
    async with open_storage(f"sqlite:///{folder}/hejie.db", clock=fixed_clock, manner=manner) as storage:
        while_open = known.found(folder, ERASED)
        lines = {line.session: line.kept for line in await storage.views.all_sessions(ADMIN, None, 1000)}

    assert while_open | known.found(folder, ERASED) == set()
    assert lines == {name: Kept.ERASED if name in ERASED else Kept.OPEN for name in CALLS}


async def test_file_whose_deleted_rows_are_not_overwritten_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = opening.writing

    def careless(path: Path, patience: float) -> sqlite3.Connection:
        connection = whole(path, patience)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(opening, "writing", careless)
    known = await arranged(tmp_path)

    assert ("hejie.db", "key") in await shred(tmp_path, known)


async def test_journal_that_is_left_as_it_is_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await arranged(tmp_path)
    monkeypatch.setattr(engine, "truncate_wal", lambda connection: True)

    assert ("hejie.db-wal", "key") in await shred(tmp_path, known)


async def test_words_that_were_never_sealed_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clear(encoded: Encoded, *place: object) -> Encoded:
        return encoded

    monkeypatch.setattr(vault, "seal", clear)
    known = await arranged(tmp_path)

    assert ("hejie.db", "words") in await shred(tmp_path, known)
