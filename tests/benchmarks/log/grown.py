"""Makes the logs whose growth is measured: live calls alone, and after millions of events."""

import asyncio
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.offices import office_over
from bot.settings import Settings
from dialogs.program import Program
from storage.keys_file import read_keys
from storage.opening import open_storage
from storage.second_place import SecondPlace
from storage.sqlite.opening import KEYS
from storage.sqlite.past import SECOND, beside, log_id
from tests.benchmarks.log.callers import admit
from tests.benchmarks.log.calls import LONG, STEPS, agent
from tests.benchmarks.log.generator import Firm, Generator
from tests.benchmarks.log.patterns import pattern
from tests.benchmarks.nursery import ROOT, TrialError

FIRM: Final = Firm()
_PAUSE: Final = timedelta(milliseconds=400)
_PER_APPEND: Final = 1.5
"""Events of an append, nearly."""


async def make_log(
    path: Path, events: int, live: int, firm: Firm = FIRM, maker: type[Generator] = Generator
) -> int:
    """Make a log of about ``events`` events of finished calls, and after them ``live`` calls that go on.

    Returns how many events it has.
    """
    program = await _prepared(path, firm)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        generator = _generator(maker, connection, path, program, firm)
        generator.clock -= (events / _PER_APPEND + live * 12) * _PAUSE
        if events:
            generator.finished_calls(events)
        generator.live_calls(live)
        return generator.position


async def _prepared(path: Path, firm: Firm) -> Program:
    """Let the program make the file, its keys and its past, with the people and the playbook."""
    settings = Settings()
    async with open_storage(f"sqlite:///{path}", clock=now) as storage:
        office = await office_over(settings, storage)
        await admit(office, [agent(number) for number in range(firm.agents)])
        program = office.programs.offered()[0]
        await office.programs.keep(program)
        assert storage.witness is not None
        await storage.witness.checkpoint()
    return program


def _generator(
    maker: type[Generator], connection: sqlite3.Connection, path: Path, program: Program, firm: Firm
) -> Generator:
    for pragma in (
        "journal_mode = DELETE",
        "journal_mode = OFF",
        "synchronous = OFF",
        "cache_size = -131072",
    ):
        connection.execute(f"PRAGMA {pragma}")
    second = SecondPlace(beside(path, SECOND), log_id(connection) or "")
    (checkpoint,) = second.checkpoints()
    zone = Settings().zone
    return maker(
        connection=connection,
        keyring=read_keys(beside(path, KEYS)),
        second=second,
        firm=firm,
        patterns=(pattern(program, STEPS, zone), pattern(program, LONG, zone)),
        position=checkpoint.last,
        last=checkpoint,
        clock=now().astimezone(UTC),
        pause=_PAUSE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Both logs."""

    alone: str
    grown: str
    live_events: int
    events: int
    seconds: float


async def apart_made(folder: Path, events: int, live: int) -> Made:
    """Make both logs, each in a process of its own, so that what that took is not held while measuring.

    Raises:
        TrialError: it could not be done.
    """
    began = time.monotonic()
    alone, grown = folder / "alone.db", folder / "grown.db"
    counts = [await _apart(path, many, live) for path, many in ((alone, 0), (grown, events))]
    return Made(
        alone=str(alone),
        grown=str(grown),
        live_events=counts[0],
        events=counts[1],
        seconds=time.monotonic() - began,
    )


async def _apart(path: Path, events: int, live: int) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.log.grown",
        *map(str, (path, events, live)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    said, trouble = await process.communicate()
    if process.returncode:
        raise TrialError(f"the log could not be made:\n{trouble.decode()[-3000:]}")
    return int(said)


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(make_log(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))))
