"""Measures the log in PostgreSQL beside its goals, a raw commit and SQLite on the same disk."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from tests.benchmarks.log.found import Found
from tests.benchmarks.log.report import rows_of
from tests.benchmarks.pages import BUILD
from tests.benchmarks.postgres.cells import EVERY
from tests.benchmarks.postgres.page import PAGE, text
from tests.benchmarks.postgres.report import LIBRARIES, Report, compared
from tests.benchmarks.postgres.trials import stand
from tests.benchmarks.report import this_machine, this_revision
from tests.benchmarks.rounds import parser_of
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
    asked = parser_of("tests.benchmarks.postgres", __doc__, EVERY, "CELL").parse_args(arguments)
    if asked.page:
        return None
    return Plan(
        cells=asked.only or EVERY,
        rounds=asked.rounds or (1 if asked.quick else 5),
        seconds=asked.seconds or (1.0 if asked.quick else 3.0),
        for_the_page=not asked.quick and not asked.only,
    )


def measure(plan: Plan) -> Report:
    """Carry out ``plan``."""
    began, load, revision = time.monotonic(), os.getloadavg()[0], this_revision()
    found = Found()
    with stand() as made:
        ((version,),) = select(made.server.root, _VERSION)
        measured = partial(made.measure, seconds=plan.seconds)
        asyncio.run(found.gather(plan.cells, plan.rounds, measured))
    return Report(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        revision=revision,
        minutes=round((time.monotonic() - began) / 60, 1),
        rounds=plan.rounds,
        seconds=plan.seconds,
        load=round(load, 1),
        machine=this_machine(LIBRARIES),
        server=f"PostgreSQL {version}",
        ours=made.server.process is not None,
        rows=rows_of(plan.cells, found.rounds, found.errors, compared),
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print the tables, write the JSON and the page; 1 when a cell gave no figures."""
    plan = plan_of(arguments)
    if plan is None:
        PAGE.rewrite()
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    report = measure(plan)
    sys.stdout.write(text(report))
    return PAGE.conclude(report, for_the_page=plan.for_the_page, lacks=report.lacks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
