"""A process killed at any moment loses nothing that it acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, environment
from tests.storage.sqlite.files import opened_at, select

KILLS = 20


def killed_at_a_random_moment(path: Path, run: int, *early: str) -> list[str]:
    """Start the appender, kill it after a random number of lines, and return every line that it printed."""
    command = [sys.executable, "-m", "tests.storage.sqlite.appender", str(path), str(run), *early]
    some = random.Random(run).randrange(1, 300)
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(some)]
        child.kill()
        lines.extend(child.stdout)
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


async def survivors(path: Path) -> set[str]:
    """Open the file as a restarted bot would, and return what is in it, one line an event."""
    async with opened_at(path):
        pass
    rows = select(
        path, "SELECT stream_kind || '/' || stream_key || ' ' || version || ' ' || cause FROM events"
    )
    lines = [str(row[0]) for row in rows]
    assert len(lines) == len(set(lines))
    return set(lines)


@pytest.mark.kill
async def test_nothing_acknowledged_is_lost_or_doubled_by_twenty_kills(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    acknowledged = [line for run in range(KILLS) for line in killed_at_a_random_moment(path, run)]

    there = await survivors(path)

    assert len(acknowledged) > KILLS
    assert sorted(set(acknowledged) - there) == []
    holes = "SELECT stream_key FROM events GROUP BY stream_key HAVING max(version) <> count(*)"
    assert select(path, holes) == []
    assert select(path, "SELECT cause FROM events GROUP BY cause HAVING count(*) > 1") == []
    assert select(path, "SELECT count(*) FROM causes") == select(path, "SELECT count(*) FROM events")
    stale = (
        "SELECT session FROM sessions WHERE version <> "
        "(SELECT max(version) FROM events WHERE stream_key = session)"
    )
    assert select(path, stale) == []


@pytest.mark.kill
async def test_store_that_acknowledges_before_the_commit_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    acknowledged = [line for run in range(5) for line in killed_at_a_random_moment(path, run, "early")]

    assert set(acknowledged) - await survivors(path) != set()
