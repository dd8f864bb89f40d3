"""Carries out the cells: each in processes of its own, on a fresh database of a server that is durable."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from storage.keyring import Keyring
from tests.benchmarks.log import trials as in_a_file
from tests.benchmarks.log.pace import Figures, waits
from tests.benchmarks.nursery import ROOT, TrialError
from tests.benchmarks.postgres.cells import BESIDE, CELLS, Cell
from tests.benchmarks.postgres.replica import READY, Found, Order
from tests.storage.postgres.server import DURABLE, GIVEN, ON_DISK, Server, server

DATABASE: Final = "hejie_bench"
_LONGEST_LINE: Final = 2**26
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Stand:
    """The server, and a folder on the same disk."""

    server: Server
    folder: Path
    database: str = DATABASE

    async def measure(self, name: str, seconds: float) -> Figures:
        """Measure one cell.

        Raises:
            TrialError: it gave no figures.
        """
        with TemporaryDirectory(dir=self.folder) as own:
            if name in BESIDE:
                return await in_a_file.apart(in_a_file.Order(cell=BESIDE[name], seconds=seconds, folder=own))
            url = await asyncio.to_thread(self.server.fresh, self.database)
            await asyncio.to_thread(self.server.rule, "CHECKPOINT")
            return await self._measured(CELLS[name], url, seconds, Path(own))

    async def _measured(self, cell: Cell, url: str, seconds: float, own: Path) -> Figures:
        async with AsyncExitStack() as stack:
            # One after the other, as replicas are started: the first makes the schema.
            replicas = [
                await stack.enter_async_context(_replica(order)) for order in orders(cell, url, seconds, own)
            ]
            spent = self.seconds_of_server()
            for each in replicas:
                each.go()
            found = [await each.found() for each in replicas]
            spent = self.seconds_of_server() - spent
        figures = merged(found)
        return {**figures, "server_cpu_us": spent / figures["events"] * 1e6}

    def seconds_of_server(self) -> float:
        """Return the processor time that the server has taken so far; 0 of one that somebody else runs."""
        return 0.0 if self.server.process is None else _seconds_of(self.server.process.pid)


@contextmanager
def stand(given: str | None = os.environ.get(GIVEN)) -> Iterator[Stand]:
    """Start a durable server, or take the one that the environment names."""
    place = next(each for each in ON_DISK if each.is_dir())
    with server(given, DURABLE, ON_DISK) as made, TemporaryDirectory(prefix="hejie-", dir=place) as folder:
        yield Stand(made, Path(folder))


def orders(cell: Cell, url: str, seconds: float, own: Path) -> Sequence[Order]:
    """Return what each replica of a cell is to do."""
    keys = Keyring.fresh(datetime.now(UTC).date()).text()
    each = cell.callers // cell.replicas
    return [
        Order(
            work=cell.work,
            url=url,
            keys=keys,
            second=str(own / "second"),
            first=number * each,
            callers=each,
            seconds=seconds,
        )
        for number in range(cell.replicas)
    ]


def merged(found: Sequence[Found]) -> Figures:
    """Return the figures of replicas that wrote side by side, as those of one."""
    events = sum(each.figures["events"] for each in found)
    cpu = sum(each.figures["cpu_us"] * each.figures["events"] for each in found)
    taps = [len(each.waits) * each.figures["events_a_second"] / each.figures["events"] for each in found]
    return {
        "events": events,
        "events_a_second": sum(each.figures["events_a_second"] for each in found),
        "taps_a_second": sum(taps),
        "cpu_us": cpu / events,
        "events_a_commit": events / max(sum(each.commits for each in found), 1),
        **waits([wait for each in found for wait in each.waits]),
    }


@dataclass(frozen=True, slots=True)
class _Replica:
    process: asyncio.subprocess.Process

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")

    async def found(self) -> Found:
        return Found(**json.loads(await self.line()))

    async def line(self) -> bytes:
        """Return the next line that it says.

        Raises:
            TrialError: it ended before.
        """
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        line = await self.process.stdout.readline()
        if not line:
            trouble = (await self.process.stderr.read()).decode(errors="replace")
            raise TrialError(f"a replica ended:\n{trouble[-3000:]}")
        return line


@asynccontextmanager
async def _replica(order: Order) -> AsyncIterator[_Replica]:
    """Start a replica, and wait until it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.postgres.replica",
        json.dumps(asdict(order)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=_LONGEST_LINE,
    )
    try:
        replica = _Replica(process)
        said = await replica.line()
        assert said.strip() == READY.encode(), said
        yield replica
    finally:
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
        await process.wait()


def _seconds_of(parent: int) -> float:
    """Return the processor time of a server: of its parent, of those that ended, and of those that live."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            own, fields = int(status.parent.name), status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if own == parent:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == parent:
            ticks += sum(map(int, fields[11:13]))
    return ticks / _TICKS
