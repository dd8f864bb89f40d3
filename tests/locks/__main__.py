"""Lock the log's file from another process for 1, 5 and 30 seconds, while agents tap."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Final

from storage.manner import PATIENCE
from storage.opening import open_storage
from tests.damage.starting import hushed
from tests.house.tree import ROOT, environment
from tests.locks.load import Told, tap_all
from tests.storage.places import fixed_clock

AGENTS: Final = 32
HOLDS: Final = (1.0, 5.0, 30.0)
AFTER: Final = 1.0
"""Seconds for which agents go on when the lock is gone."""
SLACK: Final = 2.0
"""Seconds by which a busy machine may be late."""
HOLD: Final = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


@asynccontextmanager
async def locked(path: Path, seconds: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """Have another process hold the right to write for so long; the body begins when it has it."""
    command = (sys.executable, "-c", HOLD, str(path), str(seconds))
    child = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"held\n"
    yield child
    assert await child.wait() == 0


async def hold(path: Path, seconds: float) -> tuple[Told, list[str]]:
    """Lock the log for so long under load; return what agents were told, and what broke."""
    told, until = Told(), [float("inf")]
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage, asyncio.TaskGroup() as group:
        async with locked(path, seconds):
            goes_on = lambda: monotonic() < until[0]  # noqa: E731 - one line
            group.create_task(tap_all(storage.events, AGENTS, told, goes_on))
        written = len(told.written)
        until[0] = monotonic() + AFTER
    broken = told.broken(path)
    if len(told.written) <= written:
        broken.append("nothing was written when the lock was gone")
    if told.longest > 2 * PATIENCE + SLACK:
        broken.append(f"an append took {told.longest:.1f} s")
    if bool(told.refused) != (seconds > PATIENCE) and seconds != PATIENCE:
        broken.append(f"{told.refused} appends were refused")
    return told, broken


def main(arguments: Sequence[str]) -> int:
    """Return 1 if anything acknowledged is lost, or an append waited for longer than it should."""
    parser = argparse.ArgumentParser(prog="python -m tests.locks", description=__doc__)
    parser.add_argument("--seed", type=int, help="changes nothing: there is no chance in it")
    parser.parse_args(arguments)
    hushed()
    folder, all_broken = Path(tempfile.mkdtemp(prefix="locks-")), False
    for seconds in HOLDS:
        began = monotonic()
        (place := folder / f"{seconds:.0f}").mkdir()
        told, broken = asyncio.run(hold(place / "hejie.db", seconds))
        verdict, all_broken = "FAILED" if broken else "ok", all_broken or bool(broken)
        sys.stdout.write(
            f"locks    {verdict:<7} {monotonic() - began:>5.0f} s  locked for {seconds:.0f} s: "
            f"{told.refused:,} appends refused, {len(told.written):,} written and all there, the longest "
            f"took {told.longest:.1f} s\n"
        )
        sys.stdout.writelines(f"         {each}\n" for each in broken[:5])
    if not all_broken:
        shutil.rmtree(folder)
    return int(all_broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
