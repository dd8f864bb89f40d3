"""How long the first page of a list takes among a million calls: ``python -m tests.benchmarks.lists``.

The rows of the calls are drawn by chance and written without events: lists are answered from rows alone. One
team has a handful of calls, one outcome is rare, and few calls are open: a list that is narrowed to what is
rare is where a bad plan looks at everything.
"""

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from dialogs.actors import Actor
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId, time_ordered_id
from dialogs.ports import SessionFilter, SessionStatus, Views
from dialogs.program import Channel, Outcome
from dialogs.roles import Role
from dialogs.texts import Language
from storage.opening import SHANGHAI, in_database
from storage.rows import SessionRow
from storage.sql.connection import Value
from storage.sql.row_tables import SqlRows
from storage.sql.statements import statements
from storage.sql.values import columns
from storage.sqlite.opening import open_lines

CALLS: Final = 1_000_000
YEARS: Final = 3
TEAMS, AGENTS = 40, 400
SMALL: Final = TeamId("team-small")
"""A team with one call in a hundred thousand."""
BUSY: Final = TeamId("team-00")
NEWCOMER: Final = PersonId(90_000)
"""The agent of the small team."""
RARE: Final = Outcome.BROKEN_OFF
END: Final = datetime(2026, 11, 28, 4, tzinfo=UTC)
PAGE: Final = 9
"""Calls that a face asks for to show eight and to know whether more follow."""
GOAL_MS: Final = 20.0
_BATCH: Final = 20_000
_SQL = statements("rows")


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody looks at a list."""

    who: str
    actor: Actor
    narrowed_to: str
    narrowed: SessionFilter


def rows(calls: int) -> Iterator[SessionRow]:
    """Give so many calls, the earliest first, spread over some years up to :data:`END`."""
    chance = random.Random(7)
    gap = timedelta(days=365 * YEARS) / calls
    for number in range(calls):
        yield _row(chance, END - gap * (calls - number), number)


def _row(chance: random.Random, at: datetime, number: int) -> SessionRow:
    small = number % 100_000 == 17
    agent = NEWCOMER if small else PersonId(1000 + int(AGENTS * chance.random() ** 2))
    is_open = chance.random() < 0.002
    outcome = None if is_open else RARE if chance.random() < 0.0005 else _usual(chance)
    ended = None if is_open else at + timedelta(minutes=9)
    return SessionRow(
        session=SessionId(time_ordered_id(at, chance.getrandbits(80))),
        complaint=ComplaintId(time_ordered_id(at, chance.getrandbits(80))),
        alias=f"青松-{number % 90 + 10}",
        agent=agent,
        team=SMALL if small else TeamId(f"team-{agent % TEAMS:02}"),
        playbook=PlaybookSlug("five-steps"),
        revision=Revision("ab" * 32),
        product="card",
        channel=Channel.PHONE,
        call_language=Language.ZH,
        status=SessionStatus.PAUSED if is_open else SessionStatus.ENDED,
        outcome=outcome,
        step="close",
        temperature=None,
        opened_at=at,
        last_tap_at=at + timedelta(minutes=9),
        ended_at=ended,
        help_open=False,
        score=None,
        version=30,
    )


def _usual(chance: random.Random) -> Outcome:
    return chance.choice([each for each in Outcome if each is not RARE])


def cases() -> Iterator[Case]:
    """Give every kind of person with every filter, at the common and at the rare end."""
    day = (END - timedelta(days=400)).date()
    for who, actor in _actors():
        narrowed = {
            "nothing": SessionFilter(limit=PAGE),
            "open": SessionFilter(limit=PAGE, open_only=True),
            "a day": SessionFilter(limit=PAGE, day=day),
            "an outcome": SessionFilter(limit=PAGE, outcome=Outcome.AGREED),
            "a rare outcome": SessionFilter(limit=PAGE, outcome=RARE),
            "an agent": SessionFilter(limit=PAGE, agent=actor.person if who == "agent" else PersonId(1040)),
            "an agent's rare outcome": SessionFilter(limit=PAGE, outcome=RARE, agent=PersonId(1040)),
            "a day's open": SessionFilter(limit=PAGE, day=day, open_only=True),
        }
        for name, each in narrowed.items():
            yield Case(who, actor, name, each)


def _actors() -> Sequence[tuple[str, Actor]]:
    return (
        ("admin", Actor(PersonId(1), "A", Role.ADMIN, TeamId("office"))),
        ("supervisor", Actor(PersonId(2), "B", Role.SUPERVISOR, BUSY)),
        ("supervisor, was an agent", Actor(PersonId(1010), "F", Role.SUPERVISOR, TeamId("team-10"))),
        ("supervisor, small team", Actor(PersonId(3), "C", Role.SUPERVISOR, SMALL)),
        ("agent", Actor(PersonId(1040), "D", Role.STAFF, BUSY)),
        ("agent, new", Actor(NEWCOMER, "E", Role.STAFF, SMALL)),
    )


def say(line: str) -> None:
    """Write a line at once, for whoever waits."""
    sys.stdout.write(line)
    sys.stdout.flush()


async def fill(path: Path, calls: int) -> None:
    """Write the rows of so many calls and of the people who look at them."""
    async with open_lines(path, lambda: END) as lines:
        await lines.writer.run(_put_people)
        left = rows(calls)
        while batch := [columns(row) for row in islice(left, _BATCH)]:
            await lines.writer.run(partial(_put_calls, batch=batch))


def _put_people(connection: sqlite3.Connection) -> None:
    for _, actor in _actors():
        SqlRows(connection).put_person(actor)


def _put_calls(connection: sqlite3.Connection, batch: Sequence[Mapping[str, Value]]) -> None:
    connection.executemany(_SQL["put_session"], batch)


async def measured(views: Views, case: Case, times: int) -> list[float]:
    """Return how many milliseconds the first page took each time, the shortest first."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await views.sessions(case.actor, case.narrowed)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


async def measure(path: Path, times: int) -> bool:
    """Print the median and the 95th percentile of every case; tell whether all reach the goal."""
    good = True
    say(f"| {'who':24} | {'narrowed to':23} | p50 ms | p95 ms |\n|---|---|---|---|\n")
    async with open_lines(path, lambda: END) as lines:
        views = in_database(lines, lambda: END, SHANGHAI).views
        for case in cases():
            taken = await measured(views, case, times)
            median, tail = taken[times // 2], taken[times * 95 // 100]
            good = good and tail <= GOAL_MS
            say(f"| {case.who:24} | {case.narrowed_to:23} | {median:6.2f} | {tail:6.2f} |\n")
    return good


async def _run(path: Path, calls: int, times: int, *, filled: bool) -> int:
    if not filled:
        begun = time.perf_counter()
        await fill(path, calls)
        say(f"{calls} calls written in {time.perf_counter() - begun:.0f} s\n")
    return 0 if await measure(path, times) else 1


def main() -> int:
    """Fill a log, or take one that was filled before, and measure; 1 when a case misses the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--db", type=Path, help="a log to keep; else one that is gone at the end")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.db or Path(folder) / "lists.db"
        return asyncio.run(_run(path, wanted.calls, wanted.times, filled=path.exists()))


if __name__ == "__main__":
    raise SystemExit(main())
