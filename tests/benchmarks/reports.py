"""A small report, built beforehand, for the tests of what is made of one."""

from dataclasses import replace

from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.report import Machine, Memory, Report, Row, row_of
from tests.benchmarks.scene import Measured
from tests.benchmarks.statistics import Spread

SLOW = Measured(
    taps=40,
    taps_a_second=100.0,
    cpu=2.0,
    p50=10.0,
    p99=20.0,
    added_p50=9.0,
    added_p99=19.0,
    busy=0.5,
    others=0.0,
    repeats=0.0,
    cut=False,
    memory_kb=50_000,
)
QUICK = replace(SLOW, taps=400, taps_a_second=1000.0, cpu=1.0)


def rows() -> list[Row]:
    """Two systems in two rounds: ours is ten times as fast."""
    found: list[Row] = []
    for in_flight in (1, 128):
        ours, theirs = Cell("hejie-polling", 60, in_flight), Cell("dialog-polling", 60, in_flight)
        found.append(row_of(ours, [QUICK, replace(QUICK, taps_a_second=1200.0)], []))
        found.append(row_of(theirs, [SLOW, SLOW], []))
    return found


def report(measured: list[Row] | None = None) -> Report:
    """Return a whole report of these rows."""
    return Report(
        measured_on="2026-11-24",
        revision="abc1234+",
        minutes=1.5,
        rounds=2,
        effort=Effort(),
        machine=Machine(
            cores=2,
            processor="An | CPU",
            system="Linux 6",
            python="3.11",
            sqlite="3.40",
            libraries={"a": "1"},
        ),
        rows=tuple(rows() if measured is None else measured),
        append_ms=Spread(0.1, 0.09, 0.2),
        memory=Memory(few=200, many=2000, few_kb=60_000, many_kb=70_800, event_bytes=2048.0, events=12),
    )
