"""What earlier programs wrote is read by today's alike: in the clear as schema 1 did it, and sealed."""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from dialogs.evolve import fold
from storage import chain, sealing
from storage.codec import Encoded, decode
from storage.errors import CannotOpenStorageError, UnreadableEventError
from storage.keyring import Keyring, WrappedKey
from storage.manner import Manner
from storage.opening import Storage, open_storage
from storage.sql import verifying
from storage.sqlite import opening
from storage.sqlite.migrate import known_migrations
from storage.sqlite.opening import open_lines
from tests.storage.goldsmith import GOLDEN, keyring_of, lines, told_of, told_of_all
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import select

SEALED = [path.parent for path in sorted(GOLDEN.glob("*/calls.json"))]
OLD = GOLDEN / "schema-1.sql"
NAME = "hejie.db"
WORDS = ("编造的记录第", "编造的感受", "编造的点评")
"""Parts of every word that stands in the old log."""
VIEWS = {
    "sessions": "session",
    "complaints": "complaint",
    "people": "person",
    "invitations": "code_digest",
    "dispatches": "id",
    "shown": "message",
    "sources": "revision",
    "failures": "cause",
    "quarantine": "cause",
    "causes": "cause",
}
"""Tables of the old schema that hold now what they held then, and what their rows are told apart by."""


@asynccontextmanager
async def opened(path: Path, keyring: Keyring | None = None) -> AsyncIterator[Storage]:
    url = f"sqlite:///{path}"
    async with open_storage(url, clock=fixed_clock, manner=Manner(keyring=keyring)) as storage:
        yield storage


async def verified(storage: Storage) -> tuple[tuple[str, ...], int]:
    """Return what is wrong with a log, and how many checkpoints held."""
    assert storage.witness is not None
    found = await storage.witness.verify(lambda _done, _total: None, rows=True)
    return tuple(map(str, found.flaws)), found.checkpoints


def run(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def columns(path: Path, table: str) -> list[str]:
    return [str(row[1]) for row in select(path, f"PRAGMA table_info({table})")]


def rows(path: Path, table: str, names: Sequence[str]) -> list[tuple[object, ...]]:
    return select(path, f"SELECT {', '.join(names)} FROM {table} ORDER BY {VIEWS[table]}, 1, 2")


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the program of schema 1 left it."""
    run(tmp_path / NAME, OLD.read_text(encoding="utf-8"))
    return tmp_path / NAME


def told_in_the_clear(path: Path) -> dict[str, object]:
    """Fold the calls of an old database with nothing of the store but its codec."""
    events: dict[str, list[Encoded]] = {}
    sql = (
        "SELECT stream_key, type, type_version, body FROM events WHERE stream_kind = 'session' "
        "ORDER BY stream_key, version"
    )
    for key, *stored in select(path, sql):
        events.setdefault(str(key), []).append(Encoded(*stored))  # type: ignore[arg-type]
    told = {key: told_of(fold(map(decode, stored))) for key, stored in events.items()}
    read: dict[str, object] = json.loads(json.dumps(told))
    return read


async def test_old_log_is_sealed_and_chained_and_tells_what_it_told(old: Path) -> None:
    before = told_in_the_clear(old)
    assert len(before) == 3

    async with opened(old) as storage:
        assert await told_of_all(storage.events, old) == before
        assert await verified(storage) == ((), 0)
    async with opened(old) as storage:
        assert await told_of_all(storage.events, old) == before


async def test_views_of_an_old_log_are_what_they_were(old: Path) -> None:
    names = {table: columns(old, table) for table in VIEWS}
    before = {table: rows(old, table, names[table]) for table in VIEWS}
    assert all(before.values())

    async with opened(old):
        pass

    assert {table: rows(old, table, names[table]) for table in VIEWS} == before


async def test_no_word_of_an_old_log_is_left_in_any_file(old: Path) -> None:
    assert [words.encode() in bytes_of(old.parent) for words in WORDS] == [True] * len(WORDS)

    async with opened(old):
        while_open = bytes_of(old.parent)

    assert [words.encode() in while_open for words in WORDS] == [False] * len(WORDS)
    assert [words.encode() in bytes_of(old.parent) for words in WORDS] == [False] * len(WORDS)
    assert select(old, "SELECT name FROM sqlite_schema WHERE name LIKE '%clear%'") == []
    assert select(old, "SELECT number FROM migrations") == [
        (number,) for number in range(1, len(select(old, "SELECT 1 FROM migrations")) + 1)
    ]


async def test_old_table_that_stays_is_caught(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "known_migrations", lambda: known_migrations()[:2])
    async with open_lines(old, fixed_clock):
        pass

    assert [words.encode() in bytes_of(old.parent) for words in WORDS] == [True] * len(WORDS)


async def loaded(folder: Path, path: Path, keyring: Keyring) -> None:
    """Put a golden log into a new database at ``path``, row by row, and its checkpoints beside it."""
    async with open_lines(path, fixed_clock, Manner(keyring=keyring)) as lines_open:
        checkpoints = lines_open.second.folder / f"{lines_open.second.log}.checkpoints"
    with closing(sqlite3.connect(path)) as connection, connection:
        for *columns_of, body, at, by, cause, hashed in lines(folder / "events.jsonl"):
            row = (*columns_of, str(body).encode(), at, by, cause, bytes.fromhex(str(hashed)))
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.executemany("INSERT INTO causes VALUES (?, ?, ?)", lines(folder / "causes.jsonl"))
        for number, session, kept in kept_keys(folder):
            row = (
                number,
                session,
                kept.key_id,
                kept.wrapped,
                kept.recovery_id,
                kept.recovery_wrapped,
            )
            connection.execute("INSERT INTO data_keys VALUES (?, ?, ?, ?, ?, ?)", row)
    checkpoints.write_bytes((folder / "checkpoints.jsonl").read_bytes())


def kept_keys(folder: Path) -> list[tuple[int, str, WrappedKey]]:
    return [
        (
            int(str(number)),
            str(session),
            WrappedKey(
                key_id=str(key_id),
                wrapped=bytes.fromhex(str(wrapped)),
                recovery_id=str(recovery_id),
                recovery_wrapped=bytes.fromhex(str(recovery)),
            ),
        )
        for number, session, key_id, wrapped, recovery_id, recovery in lines(folder / "keys.jsonl")
    ]


def heads(folder: Path) -> dict[tuple[object, object], object]:
    return {(kind, key): hashed for _, kind, key, *_, hashed in lines(folder / "events.jsonl")}


@pytest.mark.parametrize("folder", SEALED, ids=lambda folder: folder.name)
async def test_sealed_log_of_an_earlier_program_is_verified_opened_and_told_alike(
    tmp_path: Path, folder: Path
) -> None:
    keyring, offline = keyring_of(folder)
    await loaded(folder, tmp_path / NAME, keyring)
    golden = json.loads((folder / "calls.json").read_text(encoding="utf-8"))

    async with opened(tmp_path / NAME, keyring) as storage:
        assert await verified(storage) == ((), 2)
        assert await told_of_all(storage.events, tmp_path / NAME) == golden

    found = select(
        tmp_path / NAME,
        "SELECT stream_kind, stream_key, hex(hash), max(version) FROM events GROUP BY 1, 2",
    )
    assert {(kind, key): hashed for kind, key, hashed, _ in found} == heads(folder)
    for _, session, kept in kept_keys(folder):
        assert offline.unwrap(session, kept) == keyring.unwrap(session, kept)


@pytest.mark.parametrize("folder", SEALED, ids=lambda folder: folder.name)
async def test_golden_words_are_there_and_those_that_were_erased_are_not(folder: Path) -> None:
    calls = json.loads((folder / "calls.json").read_text(encoding="utf-8"))
    noted = [note for call in calls.values() for note in call["noted"]]

    assert {erased for *_, erased in noted} == {True, False}
    assert all(bool(words) is not erased for *_, words, erased in noted)


def test_latest_golden_log_holds_answers_in_writing_of_every_type() -> None:
    calls = json.loads((SEALED[-1] / "calls.json").read_text(encoding="utf-8"))
    given = [call["given"] for call in calls.values() if "given" in call]

    assert [each["amount"] for each in given] == [[140000, "CNY"]] * len(given)
    assert {len(each["day"]) for each in given} == {1}
    assert {erased for _, erased in (each["why"] for each in given)} == {True, False}
    assert [call["ticked"] for call in calls.values() if "given" in call] == [[["papers", "bill"]]] * len(
        given
    )


def another_chain(before: bytes, row: chain.Columns) -> bytes:
    return chain.link(before, (*row[:8], row[8] + 1, row[9]))


def another_place(stored: Encoded, stream: object, version: int, name: str) -> bytes:
    return f"{stream}|{version}|{name}".encode()


BROKEN = pytest.mark.parametrize(
    ("module", "name", "broken", "error"),
    [
        (verifying, "link", another_chain, CannotOpenStorageError),
        (sealing, "_place", another_place, UnreadableEventError),
        (sealing, "NONCE_BYTES", 16, CannotOpenStorageError),
    ],
    ids=["chain", "place of a seal", "nonce"],
)


@BROKEN
async def test_program_that_chains_or_seals_otherwise_is_caught(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    broken: Callable[..., object] | int,
    error: type[Exception],
) -> None:
    folder = SEALED[0]
    keyring, _ = keyring_of(folder)
    await loaded(folder, tmp_path / NAME, keyring)
    monkeypatch.setattr(module, name, broken)

    with pytest.raises(error):
        async with opened(tmp_path / NAME, keyring) as storage:
            await told_of_all(storage.events, tmp_path / NAME)
