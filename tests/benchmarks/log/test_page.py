"""Goals and page say what the JSON says."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.log.__main__ import lists_in
from tests.benchmarks.log.goals import GOALS, Verdict, judged, missed, verdicts
from tests.benchmarks.log.page import PAGE, text
from tests.benchmarks.log.report import Lists, Report, Row, rows_of
from tests.benchmarks.report import Machine
from tests.benchmarks.statistics import Spread

RAW = {"events_a_second": 5_000.0, "p50_ms": 0.2, "p99_ms": 0.4, "cpu_us": 60.0}
FULL = {
    "events_a_second": 15_000.0,
    "p50_ms": 0.5,
    "p99_ms": 4.0,
    "cpu_us": 60.0,
    "events_a_commit": 9.0,
    "between_stalls": 16_000.0,
    "slowest_commit_ms": 30.0,
    "stalls": 1.0,
    "stalls_ms": 30.0,
}
FAST = {**FULL, "events_a_second": 30_000.0, "between_stalls": 24_000.0}
CELLS = ("raw", "full-16", "alone-64", "grown-64")


def report(rows: tuple[Row, ...] | None = None) -> Report:
    """Return the report of two rounds, the second of them twice as slow for everybody."""
    first = {"raw": RAW, "full-16": FULL, "alone-64": FAST, "grown-64": FULL}
    second = {cell: {**each, "events_a_second": each["events_a_second"] / 2} for cell, each in first.items()}
    return Report(
        measured_on="2026-11-24",
        revision="abc1234+",
        minutes=9.0,
        rounds=2,
        seconds=2.0,
        load=0.1,
        machine=Machine(
            cores=2, processor="A CPU", system="Linux 6", python="3.11", sqlite="3.40", libraries={"a": "1"}
        ),
        events=5_000_123,
        live=10_000,
        live_events=160_000,
        making_seconds=100.0,
        rows=rows_of(CELLS, [first, second], {}) if rows is None else rows,
    )


def test_cells_are_compared_within_their_round() -> None:
    found = report()

    assert found.figure("full-16", "events_a_second") == Spread(11_250.0, 7_500.0, 15_000.0)
    assert found.figure("full-16", "to_raw") == Spread(3.0, 3.0, 3.0)
    assert found.figure("full-16", "wait_to_raw") == Spread(2.5, 2.5, 2.5)
    assert found.figure("grown-64", "growth") == Spread(2.0, 2.0, 2.0)
    assert found.figure("grown-64", "growth_between") == Spread(1.5, 1.5, 1.5)


@pytest.mark.parametrize(
    ("number", "figure", "expected"),
    [
        (0, 15_000.0, ("≥ 12,000 events/s", "15,000 events/s", True, "25 % better")),
        (0, 6_000.0, ("≥ 12,000 events/s", "6,000 events/s", False, "50 % short")),
        (2, 3.0, ("≤ 3.00 ms", "3.00 ms", True, "0 % better")),
        (2, 4.5, ("≤ 3.00 ms", "4.50 ms", False, "50 % short")),
        (2, None, ("≤ 3.00 ms", "", None, "")),
    ],
)
def test_goal_stands_beside_its_figure_with_how_far_it_is(
    number: int, figure: float | None, expected: tuple[str, str, bool | None, str]
) -> None:
    wanted, shown, met, by = expected

    assert judged(GOALS[number], figure) == Verdict(GOALS[number].words, wanted, shown, met, by)


def test_goal_without_a_figure_is_neither_met_nor_missed() -> None:
    said = {each.goal: each.said for each in verdicts(report())}

    assert said["16 callers"] == "missed"
    assert said["256 callers"] == "not measured"
    assert {each.goal for each in missed(report())} == {
        "16 callers",
        "p99 of an append, 16 callers",
        "live calls alone to the same in a grown log",
    }


def test_lists_are_taken_in_where_another_program_measured_them(tmp_path: Path) -> None:
    file = tmp_path / "lists.json"
    assert lists_in(file) is None
    file.write_text(
        '{"sessions":1000000,"first_page_ms":{"median":12.5,"least":12,"most":13}}', encoding="utf-8"
    )

    found = replace(report(), lists=lists_in(file))

    assert found.lists == Lists(sessions=1_000_000, first_page_ms=Spread(12.5, 12, 13))
    assert verdicts(found)[-1].met
    assert "among 1,000,000 calls takes 12.5 (12.0–13.0) ms" in PAGE.text(found)


def test_page_holds_every_goal_cell_and_condition() -> None:
    made = PAGE.text(report())

    assert "| 16 callers | ≥ 12,000 events/s | 11,250 events/s | missed | 6 % short |" in made
    assert "| the log, 16 callers | 11,250 (7,500–15,000) | 3.00 (3.00–3.00) |" in made
    assert "as the last of a log of 5,000,123" in made
    assert "at revision abc1234+ in 9 minutes" in made
    assert "Others were at work" not in made
    assert "Others were at work" in PAGE.text(replace(report(), load=3.5))


def test_cell_that_gave_no_figures_is_named_with_the_reason() -> None:
    found = report((Row(cell="raw", figures={}, errors=("it ended",)),))

    assert (found.lacks, report().lacks) == (True, False)
    assert "No figures of raw: it ended" in text(found)
    assert "No figures of" not in text(report())
