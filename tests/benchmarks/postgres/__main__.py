"""Measures the log in PostgreSQL beside its goals, a raw commit and SQLite on the same disk."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.benchmarks.__main__ import BUILD, say
from tests.benchmarks.log.pace import Figures
from tests.benchmarks.log.report import rows_of
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.postgres import page
from tests.benchmarks.postgres.cells import EVERY
from tests.benchmarks.postgres.report import Report, compared, this_machine, to_json
from tests.benchmarks.postgres.trials import Stand, stand
from tests.benchmarks.report import this_revision
from tests.storage.postgres.beside import select

_VERSION: Final = "SHOW server_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured."""

    cells: Sequence[str]
    rounds: int
    seconds: float
    for_the_page: bool


def plan_of(arguments: Sequence[str]) -> Plan | None:
    """Return what the command line asks to measure, if anything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.postgres", description=__doc__)
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from its JSON")
    parser.add_argument("--quick", action="store_true", help="one short round; the page stays as it is")
    parser.add_argument("--only", nargs="+", choices=EVERY, metavar="CELL", help=", ".join(EVERY))
    parser.add_argument("--seconds", type=float, help="of each cell")
    parser.add_argument("--rounds", type=int)
    asked = parser.parse_args(arguments)
    if asked.page:
        return None
    return Plan(
        cells=asked.only or EVERY,
        rounds=asked.rounds or (1 if asked.quick else 5),
        seconds=asked.seconds or (1.0 if asked.quick else 3.0),
        for_the_page=not asked.quick and not asked.only,
    )


class Found:
    """What was measured so far."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, Figures]] = []
        self.errors: dict[str, list[str]] = {}

    async def gather(self, plan: Plan, made: Stand) -> None:
        """Measure every cell in every round; a round begins further on than the one before."""
        for one in range(plan.rounds):
            start = one * len(plan.cells) // plan.rounds
            self.rounds.append({})
            for place, cell in enumerate((*plan.cells[start:], *plan.cells[:start])):
                say(f"{one * len(plan.cells) + place + 1:>3} of {len(plan.cells) * plan.rounds}: {cell}")
                await self._measure(plan, made, cell)

    async def _measure(self, plan: Plan, made: Stand, cell: str) -> None:
        try:
            self.rounds[-1][cell] = await made.measure(cell, plan.seconds)
        except TrialError as error:
            self.errors.setdefault(cell, []).append(str(error))
            say(f"no figures: {error}")


def measure(plan: Plan) -> Report:
    """Carry out ``plan``."""
    began, load, revision = time.monotonic(), os.getloadavg()[0], this_revision()
    found = Found()
    with stand() as made:
        ((version,),) = select(made.server.root, _VERSION)
        asyncio.run(found.gather(plan, made))
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=revision,
        minutes=round((time.monotonic() - began) / 60, 1),
        rounds=plan.rounds,
        seconds=plan.seconds,
        load=round(load, 1),
        machine=this_machine(),
        server=f"PostgreSQL {version}",
        ours=made.server.process is not None,
        rows=rows_of(plan.cells, found.rounds, found.errors, compared),
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print the tables, write the JSON and the page; 1 when a cell gave no figures."""
    plan = plan_of(arguments)
    if plan is None:
        page.rewrite()
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    report = measure(plan)
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
