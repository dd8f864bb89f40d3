"""Goals and page say what the JSON says."""

from dataclasses import replace

from tests.benchmarks.log.goals import beside
from tests.benchmarks.log.report import Row, rows_of
from tests.benchmarks.postgres.page import PAGE, text
from tests.benchmarks.postgres.report import GOALS, Report, compared
from tests.benchmarks.report import Machine

RAW = {"events_a_second": 2_000.0, "p50_ms": 0.5, "p99_ms": 0.9, "cpu_us": 90.0, "server_cpu_us": 100.0}
FULL = {**RAW, "events_a_second": 9_000.0, "taps_a_second": 6_000.0, "p50_ms": 1.5, "events_a_commit": 11.0}
CELLS = ("raw", "full-16", "door-64", "door-64-by-2", "sqlite-full-16")


def report(rows: tuple[Row, ...] | None = None, cores: int = 2) -> Report:
    one = {"raw": RAW, **dict.fromkeys(CELLS[1:], FULL)}
    return Report(
        measured_on="2026-11-29",
        revision="abc1234+",
        minutes=9.0,
        rounds=1,
        seconds=3.0,
        load=0.1,
        machine=Machine(
            cores=cores,
            processor="A CPU",
            system="Linux 6",
            python="3.11",
            sqlite="3.40",
            libraries={"a": "1"},
        ),
        server="PostgreSQL 16.2",
        ours=True,
        rows=rows_of(CELLS, [one], {}, compared) if rows is None else rows,
    )


def test_page_holds_every_goal_cell_and_condition() -> None:
    made = PAGE.text(report())

    assert "| 16 callers | ≥ 8,000 events/s | 9,000 events/s | met | 12 % better |" in made
    assert "| taps of 2 replicas to those of 1 | ≥ 1.50 × | 1.00 × | missed | 33 % short |" in made
    assert "| the log, 16 callers | 9,000 (9,000–9,000) | 4.50 (4.50–4.50) |" in made
    assert "| the log in SQLite, 16 callers |" in made
    assert "PostgreSQL 16.2" in made
    assert "Others were at work" not in made
    assert "Others were at work" in PAGE.text(replace(report(), load=3.5))


def test_page_says_so_where_cores_do_not_allow_two_replicas() -> None:
    assert "share 2 cores here" in PAGE.text(report())
    assert "cores here" not in PAGE.text(report(cores=16))


def test_goal_without_a_figure_is_neither_met_nor_missed() -> None:
    found = beside(GOALS, report(rows_of(("raw",), [{"raw": RAW}], {}, compared)))

    assert [each.said for each in found] == ["not measured", "not measured"]


def test_cell_that_gave_no_figures_is_named_with_the_reason() -> None:
    found = report((Row(cell="raw", figures={}, errors=("it ended",)),))

    assert (found.lacks, report().lacks) == (True, False)
    assert "No figures of raw: it ended" in text(found)
    assert "No figures of" not in text(report())
