"""Writes and reads golden logs: what a program once wrote, which every later one must read alike.

``python -m tests.storage.goldsmith NAME`` writes a new one as today's program would; never over an old one.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from dialogs.events import Given
from dialogs.evolve import fold
from dialogs.ids import SessionId, StreamKind, session_stream
from dialogs.money import Money
from dialogs.ports import EventStore
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from storage.keyring import Keyring, RecoveryKey
from storage.manner import Manner
from storage.opening import open_storage
from tests.storage.builders import NOON
from tests.storage.lived import ERASED, live
from tests.storage.places import fixed_clock

GOLDEN: Final = Path(__file__).with_name("golden")
CALLS: Final = 4
TABLES: Final = {
    "events": (
        "SELECT position, stream_kind, stream_key, version, type, type_version, CAST(body AS TEXT), at, by, "
        "cause, hex(hash) FROM events ORDER BY position"
    ),
    "causes": "SELECT cause, at, versions FROM causes ORDER BY cause",
    "keys": (
        "SELECT number, session, key_id, hex(wrapped), recovery_id, hex(recovery_wrapped) FROM data_keys "
        "ORDER BY number"
    ),
}
"""What a golden log holds, a file of JSON lines each; all else is drawn from it or stands beside it."""
WARNING: Final = "# The keys of a test, there for everybody to read. Never put a log under them."


def told_of(state: SessionState) -> dict[str, object]:
    """Return what a call has come to, in words and numbers that no change of our classes touches.

    What only later programs write is left out where there is none: golden logs were told without it.
    """
    walk = state.walk
    later = {
        "given": {name: _told_given(value) for name, value in sorted(walk.given.items())},
        "ticked": sorted(map(list, walk.ticked)),
    }
    return {key: value for key, value in later.items() if value} | {
        "session": state.session,
        "complaint": state.complaint,
        "alias": state.alias,
        "agent": state.agent,
        "team": state.team,
        "product": state.product,
        "channel": state.channel,
        "language": state.call_language,
        "status": state.status,
        "outcome": state.outcome,
        "kept": state.kept,
        "version": state.version,
        "turn": state.turn,
        "step": walk.step,
        "slots": dict(sorted(walk.slots.items())),
        "demands": [each.kind for each in walk.demands],
        "owed": list(walk.entitlements),
        "offers": [[each.remedy, each.answer] for each in walk.offers],
        "promises": [[each.kind, each.owner, each.due.isoformat()] for each in walk.promises],
        "agreed": walk.agreed,
        "moves": [[each.version, each.choice] for each in state.path],
        "temperature": state.temperature,
        "noted": [
            [each.version, each.place, each.words.reveal(), each.words.is_erased] for each in state.noted
        ],
        "helper": state.helper,
        "opened_at": state.opened_at.isoformat(),
        "ended_at": None if state.ended_at is None else state.ended_at.isoformat(),
    }


def _told_given(given: Given) -> list[object]:
    match given:
        case Sealed():
            return [given.reveal(), given.is_erased]
        case Money():
            return [given.minor, given.currency]
        case _:
            return [given.isoformat()]


async def told_of_all(events: EventStore, path: Path) -> dict[str, object]:
    """Return what each call of the log at ``path`` has come to, as a JSON value."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT DISTINCT stream_key FROM events WHERE stream_kind = ? ORDER BY stream_key",
            (StreamKind.SESSION,),
        )
        sessions = [SessionId(key) for (key,) in rows]
    told = {each: told_of(fold(await events.load(session_stream(each)))) for each in sessions}
    read: dict[str, object] = json.loads(json.dumps(told))
    return read


def lines(path: Path) -> list[list[object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def put_lines(path: Path, rows: Sequence[Sequence[object]]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def keyring_of(folder: Path) -> tuple[Keyring, RecoveryKey]:
    """Return the keys of a golden log, and the one that is kept offline elsewhere."""
    offline = (folder / "recovery.txt").read_text(encoding="ascii")
    return Keyring.read((folder / "keyring.txt").read_text(encoding="ascii")), RecoveryKey.read(offline)


async def lived(path: Path, keyring: Keyring) -> dict[str, object]:
    """Make a log in which a firm has lived; return what each of its calls has come to."""
    manner = Manner(keyring=keyring)
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock, manner=manner) as storage:
        await live(storage, 1, CALLS, asked=ERASED + 1)
        return await told_of_all(storage.events, path)


def write(folder: Path) -> None:
    """Write a golden log into a new ``folder``."""
    folder.mkdir()
    recovery = RecoveryKey.fresh(NOON.date())
    keyring = Keyring.fresh(NOON.date(), recovery)
    (folder / "keyring.txt").write_text(f"{WARNING}\n{keyring.text()}", encoding="ascii")
    (folder / "recovery.txt").write_text(f"{WARNING}\n{recovery.kept_offline()}\n", encoding="ascii")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "hejie.db"
        told = asyncio.run(lived(path, keyring))
        with closing(sqlite3.connect(path)) as connection:
            for name, sql in TABLES.items():
                put_lines(folder / f"{name}.jsonl", connection.execute(sql).fetchall())
        checkpoints = next(Path(place).glob("*-second/*.checkpoints"))
        (folder / "checkpoints.jsonl").write_bytes(checkpoints.read_bytes())
    put_told(folder / "calls.json", told)


def put_told(path: Path, told: dict[str, object]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(GOLDEN / sys.argv[1])
