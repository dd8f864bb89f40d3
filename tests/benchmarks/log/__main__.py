"""Measures the log beside its goals and beside raw SQLite on the same disk."""

import argparse
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

from tests.benchmarks.__main__ import BUILD, say
from tests.benchmarks.log import page
from tests.benchmarks.log.generator import LIVE
from tests.benchmarks.log.grown import Made, apart_made
from tests.benchmarks.log.pace import Figures
from tests.benchmarks.log.report import Lists, Report, rows_of, this_machine, to_json
from tests.benchmarks.log.trials import TRIALS, Order, apart
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.report import this_revision

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
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.log", description=__doc__)
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from its JSON")
    parser.add_argument("--quick", action="store_true", help="one short round; the page stays as it is")
    parser.add_argument("--only", nargs="+", choices=TRIALS, metavar="CELL", help=", ".join(TRIALS))
    parser.add_argument("--events", type=float, help="millions of events in the grown log")
    parser.add_argument("--seconds", type=float, help="of each cell")
    parser.add_argument("--rounds", type=int)
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


class Found:
    """What was measured so far."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, Figures]] = []
        self.errors: dict[str, list[str]] = {}

    async def gather(self, plan: Plan, folder: Path, made: Made) -> None:
        """Measure every cell in every round; a round begins further on than the one before."""
        began, every = time.monotonic(), len(plan.cells) * plan.rounds
        for one in range(plan.rounds):
            start = one * len(plan.cells) // plan.rounds
            self.rounds.append({})
            for place, cell in enumerate((*plan.cells[start:], *plan.cells[:start])):
                number = one * len(plan.cells) + place
                left = (time.monotonic() - began) / number * (every - number) if number else 0.0
                say(f"{number + 1:>3} of {every}, round {one + 1}, {left:.0f} s left: {cell}")
                await self._measure(plan, folder, made, cell)

    async def _measure(self, plan: Plan, folder: Path, made: Made, cell: str) -> None:
        with TemporaryDirectory(dir=folder) as own:
            order = Order(cell=cell, seconds=plan.seconds, folder=own, alone=made.alone, grown=made.grown)
            try:
                self.rounds[-1][cell] = await apart(order)
            except TrialError as error:
                self.errors.setdefault(cell, []).append(str(error))
                say(f"no figures: {error}")


async def measure(plan: Plan, folder: Path) -> Report:
    """Carry out ``plan`` in ``folder``."""
    began, load, revision = time.monotonic(), os.getloadavg()[0], this_revision()
    say(f"making a log of {plan.live:,} live calls, and one with {plan.events:,} events before them")
    made = await apart_made(folder, plan.events, plan.live)
    found = Found()
    await found.gather(plan, folder, made)
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=revision,
        minutes=round((time.monotonic() - began) / 60, 1),
        rounds=plan.rounds,
        seconds=plan.seconds,
        load=round(load, 1),
        machine=this_machine(),
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
        page.rewrite()
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=BUILD) as folder:
        report = asyncio.run(measure(plan, Path(folder)))
    report = replace(report, lists=lists_in())
    sys.stdout.write(page.text(report))
    return conclude(report, for_the_page=plan.for_the_page)


def conclude(
    report: Report, *, for_the_page: bool, build: Path = BUILD, reference: Path = page.REFERENCE
) -> int:
    """Write the JSON, and the page if this run is for it and every cell gave figures."""
    figures = to_json(report)
    (build / page.FIGURES).write_bytes(figures)
    without = any(row.errors for row in report.rows)
    if for_the_page and not without:
        page.write(report, figures, reference)
    return int(without)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
