"""Walk calls at a steady pace for an hour, in SQLite or by two programs on PostgreSQL: all must stay flat."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.clock import now
from storage.keyring import Keyring
from storage.keys_file import read_keys, write_new
from storage.manner import Manner
from storage.opening import open_storage
from tests.endurance.minutes import Minute, broken, curve, growth_kb
from tests.endurance.walkers import READY, Order
from tests.house.tree import ROOT, environment
from tests.storage.postgres.server import DURABLE, ON_DISK, server

PROGRAMS: Final = {"sqlite": 1, "postgresql": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for."""

    store: str
    minutes: int
    calls: int
    rate: float
    seed: int


@contextmanager
def place(store: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database on a real disk."""
    if store == "sqlite":
        yield f"sqlite:///{folder}/hejie.db"
        return
    with server(None, DURABLE, ON_DISK) as made:
        yield made.fresh("hejie_endurance")


def orders(wish: Wish, url: str, folder: Path) -> Sequence[Order]:
    """Return what each program is to do: its share of the agents, and of the pace."""
    programs = PROGRAMS[wish.store]
    share = wish.calls // programs
    return [
        Order(
            url=url,
            keys=str(folder / "keys"),
            second=str(folder / "second"),
            calls=share,
            first=number * share,
            rate=wish.rate / programs,
            minutes=wish.minutes,
            seed=wish.seed + number,
        )
        for number in range(programs)
    ]


async def walked(orders: Sequence[Order]) -> tuple[Sequence[Minute], int]:
    """Run a program for each order; return the minutes over all of them, and all that was acknowledged."""
    together = asyncio.Barrier(len(orders))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_program(order, together)) for order in orders]
    programs, rests = zip(*(task.result() for task in tasks), strict=True)
    minutes = [_together(each) for each in zip(*programs, strict=True)]
    return minutes, sum(each.events for each in minutes) + sum(rests)


async def _program(order: Order, together: asyncio.Barrier) -> tuple[Sequence[Minute], int]:
    command = [sys.executable, "-m", "tests.endurance.walkers", json.dumps(asdict(order))]
    async with _started(command) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        minutes, rest = list[Minute](), 0
        async for line in process.stdout:
            found = json.loads(line)
            if found == READY:
                await together.wait()
                process.stdin.write(b"\n")
            elif isinstance(found, int):
                rest = found
            else:
                minutes.append(Minute(**found))
                sys.stderr.write(f"{order.first:>6} {minutes[-1]}\n")
        if await process.wait():
            raise ChildProcessError("a program of the run ended before its time")
    return minutes, rest


@asynccontextmanager
async def _started(command: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _together(programs: Sequence[Minute]) -> Minute:
    return Minute(
        events=sum(each.events for each in programs),
        errors=sum(each.errors for each in programs),
        p50_ms=max(each.p50_ms for each in programs),
        p99_ms=max(each.p99_ms for each in programs),
        worst_ms=max(each.worst_ms for each in programs),
        resident_kb=sum(each.resident_kb for each in programs),
        journal_mb=max(each.journal_mb for each in programs),
        is_warm=all(each.is_warm for each in programs),
    )


async def _verified(url: str, folder: Path) -> tuple[Sequence[str], int]:
    """Read the whole log; return its flaws, and how many events it holds."""
    manner = Manner(keyring=read_keys(folder / "keys"), second=folder / "second")
    async with open_storage(url, clock=now, manner=manner) as storage:
        assert storage.witness is not None
        found = await storage.witness.verify(lambda _done, _of: None, rows=True)
    return [str(each) for each in found.flaws], found.events


async def run(wish: Wish, folder: Path) -> int:
    """Walk, verify, and print what came of it; 1 when something that was promised was not kept."""
    write_new(folder / "keys", Keyring.fresh(now().date()).text())
    with place(wish.store, folder) as url:
        minutes, acknowledged = await walked(orders(wish, url, folder))
        flaws, found = await _verified(url, folder)
    people = 2 * (wish.calls + 1)  # the agents and their supervisor, who were let in, which is an access too
    faults = broken(minutes, flaws, acknowledged, found - people)
    sys.stdout.write(f"{said(wish, minutes)}\n{'; '.join(faults) or 'all is well'}\n")
    return int(bool(faults))


def said(wish: Wish, minutes: Sequence[Minute]) -> str:
    """Return the figures as the reference page has them."""
    events, waits = sum(each.events for each in minutes), [each.p99_ms for each in minutes]
    usual = [each.p50_ms for each in minutes]
    held, errors = [each.resident_kb / 1024 for each in minutes], sum(each.errors for each in minutes)
    pace, growth = events / len(minutes) / 60, growth_kb(minutes)
    grown = "never warm for ten minutes" if growth is None else f"{growth:+.0f} KB in ten minutes once warm"
    warm = sum(each.is_warm for each in minutes)
    return "\n".join(
        (
            f"{wish.store}: {events:,} events in {len(minutes)} minutes, {pace:,.0f} a second",
            f"{wish.calls:,} open calls, {PROGRAMS[wish.store]} programs, seed {wish.seed}, {errors} errors",
            f"p50 of a minute, worst {max(usual):.1f} ms: {curve(usual)}",
            f"p99 of a minute, worst {max(waits):.1f} ms: {curve(waits)}",
            f"memory {held[0]:.0f} to {held[-1]:.0f} MB, warm for {warm} minutes, {grown}: {curve(held)}",
            f"journal at most {max(each.journal_mb for each in minutes):.0f} MB",
        )
    )


def main(arguments: Sequence[str]) -> int:
    """Run as asked; the files are kept where something was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--store", choices=PROGRAMS, default="postgresql")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=300.0, help="appends a second, of all programs")
    wish = Wish(**vars(parser.parse_args(arguments)))
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        return asyncio.run(run(wish, Path(folder)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
