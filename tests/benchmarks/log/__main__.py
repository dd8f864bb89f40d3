"""Measures the log beside its goals and beside raw SQLite on the same disk."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from tests.benchmarks.log.found import Found
from tests.benchmarks.log.generator import LIVE
from tests.benchmarks.log.grown import apart_made
from tests.benchmarks.log.pace import Figures
from tests.benchmarks.log.page import PAGE, text
from tests.benchmarks.log.report import LIBRARIES, Lists, Report, rows_of
from tests.benchmarks.log.trials import TRIALS, Order, apart
from tests.benchmarks.pages import BUILD
from tests.benchmarks.report import this_machine, this_revision
from tests.benchmarks.rounds import parser_of, say

LISTS: Final = BUILD / "lists.json"
"""What another program measured of lists: ``{"sessions": …, "first_page_ms": {median, least, most}}``."""
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured."""

    cells: Sequence[str]
    rounds: int
    seconds: float
    events: int
    live: int
    for_the_page: bool


def plan_of(arguments: Sequence[str]) -> Plan | None:
    """Return what the command line asks to measure, if anything."""
    parser = parser_of("tests.benchmarks.log", __doc__, tuple(TRIALS), "CELL")
    parser.add_argument("--events", type=float, help="millions of events in the grown log")
    asked = parser.parse_args(arguments)
    if asked.page:
        return None
    quick = asked.quick
    millions = (0.05 if quick else 5.0) if asked.events is None else asked.events
    return Plan(
        cells=asked.only or tuple(TRIALS),
        rounds=asked.rounds or (1 if quick else 5),
        seconds=asked.seconds or (0.5 if quick else 2.0),
        events=round(millions * _MILLION),
        live=LIVE // 10 if quick else LIVE,
        for_the_page=not quick and not asked.only,
    )


async def measure(plan: Plan, folder: Path) -> Report:
    """Carry out ``plan`` in ``folder``."""
    began, load, revision = time.monotonic(), os.getloadavg()[0], this_revision()
    say(f"making a log of {plan.live:,} live calls, and one with {plan.events:,} events before them")
    made = await apart_made(folder, plan.events, plan.live)
    found = Found()

    async def measured(cell: str) -> Figures:
        with TemporaryDirectory(dir=folder) as own:
            return await apart(
                Order(cell=cell, seconds=plan.seconds, folder=own, alone=made.alone, grown=made.grown)
            )

    await found.gather(plan.cells, plan.rounds, measured)
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=revision,
        minutes=round((time.monotonic() - began) / 60, 1),
        rounds=plan.rounds,
        seconds=plan.seconds,
        load=round(load, 1),
        machine=this_machine(LIBRARIES),
        events=made.events,
        live=plan.live,
        live_events=made.live_events,
        making_seconds=round(made.seconds, 1),
        rows=rows_of(plan.cells, found.rounds, found.errors),
    )


def lists_in(file: Path = LISTS) -> Lists | None:
    """Return what was measured of lists; none when nobody did."""
    return msgspec.json.decode(file.read_bytes(), type=Lists) if file.exists() else None


def main(arguments: Sequence[str]) -> int:
    """Measure, print the tables, write the JSON and the page; 1 when a cell gave no figures."""
    plan = plan_of(arguments)
    if plan is None:
        PAGE.rewrite()
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=BUILD) as folder:
        report = asyncio.run(measure(plan, Path(folder)))
    report = replace(report, lists=lists_in())
    sys.stdout.write(text(report))
    return PAGE.conclude(report, for_the_page=plan.for_the_page, lacks=report.lacks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
