"""Measures a tap of Hejie beside other libraries."""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dialogs.service.calls import MOST_CALLS
from tests.benchmarks.bench import TAPS_A_CALL, Bench, cores
from tests.benchmarks.cells import Cell, Effort, cells
from tests.benchmarks.memory import append_ms, memory_of_calls
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.page import PAGE
from tests.benchmarks.pages import BUILD, REFERENCE
from tests.benchmarks.preparing import prepare_calls
from tests.benchmarks.report import Memory, Report, row_of, this_machine, this_revision
from tests.benchmarks.rounds import parser_of, say, told
from tests.benchmarks.scene import Measured
from tests.benchmarks.statistics import spread
from tests.benchmarks.systems import SYSTEMS
from tests.benchmarks.table import text

LATENCIES: Final = (0, 60)
IN_FLIGHT: Final = (1, 32, 128)
FULL: Final = Effort()
QUICK: Final = Effort(taps=800, seconds=0.5, warm_taps=100, warm_seconds=0.4, few_taps=0, drain_seconds=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured."""

    cells: Sequence[Cell]
    effort: Effort
    rounds: int
    few: int
    many: int
    """Open calls whose memory is compared; no more than the bot keeps at hand, for it forgets the rest."""
    for_the_page: bool


def plan_of(arguments: Sequence[str]) -> Plan | None:
    """Return what the command line asks to measure, if anything."""
    parser = parser_of("tests.benchmarks", __doc__, tuple(SYSTEMS), "SYSTEM")
    parser.add_argument("--in-flight", nargs="+", type=int, metavar="TAPS")
    parser.add_argument("--latency", nargs="+", type=int, metavar="MS")
    parser.add_argument("--taps", type=int, help="at most so many a cell")
    asked = parser.parse_args(arguments)
    if asked.page:
        return None
    effort = QUICK if asked.quick else FULL
    effort = replace(effort, taps=asked.taps or effort.taps, seconds=asked.seconds or effort.seconds)
    narrowed = any((asked.only, asked.in_flight, asked.latency, asked.taps, asked.seconds, asked.rounds))
    return Plan(
        cells=cells(asked.only or tuple(SYSTEMS), asked.latency or LATENCIES, asked.in_flight or IN_FLIGHT),
        effort=effort,
        rounds=asked.rounds or (1 if asked.quick else 5),
        few=50 if asked.quick else 200,
        many=550 if asked.quick else MOST_CALLS,
        for_the_page=not narrowed and not asked.quick,
    )


async def measure(plan: Plan, folder: Path, *, with_memory: bool) -> Report:
    """Carry out ``plan`` in ``folder``."""
    sut_core, own_core = cores()
    os.sched_setaffinity(0, {own_core})
    began, revision = time.monotonic(), this_revision()
    async with Bench(sut_core=sut_core, folder=folder).opened() as bench:
        found = Found()
        await found.gather(bench, plan)
        memory = await _memory(bench, plan) if with_memory else None
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=revision,
        minutes=round((time.monotonic() - began) / 60, 1),
        rounds=plan.rounds,
        effort=plan.effort,
        machine=this_machine(),
        rows=tuple(row_of(cell, found.trials[cell], found.errors[cell]) for cell in plan.cells),
        append_ms=spread(found.appends),
        memory=memory,
    )


async def _memory(bench: Bench, plan: Plan) -> Memory | None:
    say(f"memory of {plan.few} and of {plan.many} open calls")
    try:
        return await memory_of_calls(bench, plan.few, plan.many)
    except TrialError as error:
        say(f"no figure: {error}")
        return None


class Found:
    """What was measured so far."""

    def __init__(self) -> None:
        self.trials: dict[Cell, list[Measured]] = {}
        self.errors: dict[Cell, list[str]] = {}
        self.appends: list[float] = []

    async def gather(self, bench: Bench, plan: Plan) -> None:
        """Measure every cell in every round."""
        self.trials = {cell: [] for cell in plan.cells}
        self.errors = {cell: [] for cell in plan.cells}
        people = (plan.effort.taps + plan.effort.warm_taps) // TAPS_A_CALL
        people += 2 * max(cell.in_flight for cell in plan.cells) + 1
        calls = await prepare_calls(Path(tempfile.mkdtemp(dir=bench.folder)), people)
        for one, cell in told(plan.cells, plan.rounds):
            if len(self.appends) <= one:
                self.appends.append(append_ms(bench.folder))
            try:
                self.trials[cell].append(await bench.trial(cell, plan.effort, calls))
            except TrialError as error:
                self.errors[cell].append(str(error))
                say(f"no figure: {error}")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, write the JSON and the page; 1 when a cell gave no figure."""
    plan = plan_of(arguments)
    if plan is None:
        PAGE.rewrite()
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    whole = {cell.system for cell in plan.cells} == set(SYSTEMS)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=BUILD)))
        report = asyncio.run(measure(plan, folder, with_memory=whole))
    sys.stdout.write(text(report))
    return conclude(report, for_the_page=plan.for_the_page, with_memory=whole)


def conclude(
    report: Report,
    *,
    for_the_page: bool,
    with_memory: bool,
    build: Path = BUILD,
    reference: Path = REFERENCE,
) -> int:
    """Write the JSON, and the page if this run is for it; a cell that is only marked belongs on it.

    Returns 1, and leaves the page alone, when a figure is missing.
    """
    lacks = any(row.errors for row in report.rows) or (with_memory and report.memory is None)
    return PAGE.conclude(report, for_the_page=for_the_page, lacks=lacks, build=build, reference=reference)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
