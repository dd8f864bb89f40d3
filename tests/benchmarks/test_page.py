"""Table, goals and page say what the JSON says."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.cells import Cell
from tests.benchmarks.goals import Verdict, verdicts
from tests.benchmarks.page import FIGURES, PAGE, REFERENCE, page, write
from tests.benchmarks.report import from_json, row_of, to_json
from tests.benchmarks.reports import QUICK, SLOW, report, rows
from tests.benchmarks.scene import Measured
from tests.benchmarks.table import aligned, marks, text


def test_report_comes_back_from_json_as_it_went() -> None:
    assert from_json(to_json(report())) == report()


def test_goals_stand_beside_their_figures_met_or_missed() -> None:
    judged = verdicts(report())

    assert judged == (
        Verdict(
            "taps/s, 128 in flight, 60 ms, durable", "≥ 600", "hejie-polling", "1100", True, "83 % better"
        ),
        Verdict(
            "taps/s against the best peer, 128 in flight",
            "ahead",
            "hejie-polling",
            "11.00 × dialog-polling at 60 ms",
            True,
            "1000 % better",
        ),
        Verdict(
            "taps/s against aiogram-dialog, 1 in flight",
            "≥ 0.8 ×",
            "hejie-polling",
            "11.00 × dialog-polling at 60 ms",
            True,
            "1275 % better",
        ),
        Verdict(
            "memory of an open call beyond its events",
            "≤ 5 KB",
            "hejie-polling",
            "4.0 KB",
            True,
            "20 % better",
        ),
    )


def test_missed_goal_says_by_how_much() -> None:
    slow = row_of(Cell("hejie-polling", 60, 128), [replace(QUICK, taps_a_second=300.0)], [])

    (judged, *_) = verdicts(report([slow]))

    assert (judged.met, judged.by) == (False, "50 % short")


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        (QUICK, ""),
        (replace(QUICK, busy=0.81), "b"),
        (replace(QUICK, cut=True), "c"),
        (replace(QUICK, others=0.11), "d"),
        (replace(QUICK, repeats=0.02), "r"),
        (SLOW, "f"),
    ],
)
def test_cell_that_is_not_what_it_seems_is_marked(trial: Measured, expected: str) -> None:
    assert marks(row_of(Cell("hejie-polling", 0, 1), [trial], [])) == expected


def test_cell_whose_counts_did_not_agree_even_once_is_no_figure() -> None:
    broken = row_of(Cell("hejie-polling", 60, 128), [QUICK], ["5 edits, 6 taps"])

    assert "no figure" in text(report([broken]))
    assert "1000" not in text(report([broken]))
    assert verdicts(report([broken]))[0].goal == "memory of an open call beyond its events"


def test_columns_stand_under_each_other_whatever_the_script() -> None:
    assert aligned([("和解", "1"), ("a", "2")]) == ["和解  1", "a     2"]


def test_page_holds_every_row_goal_and_mark_that_it_was_made_from() -> None:
    made = page(report())

    assert "| hejie-polling | 1100 (1000–1200) | 1.00 (1.00–1.00) |" in made
    assert (
        "| taps/s, 128 in flight, 60 ms, durable | ≥ 600 | hejie-polling | 1100 | met | 83 % better |" in made
    )
    assert "4.0 KB an open call" in made
    assert made.count("### ") == 2


def test_page_of_the_reference_is_made_from_the_json_beside_it() -> None:
    figures = (REFERENCE / FIGURES).read_bytes()

    assert (REFERENCE / PAGE).read_text(encoding="utf-8") == page(from_json(figures))
    assert to_json(from_json(figures)) == figures


def test_figure_changed_by_hand_is_found() -> None:
    other = rows()
    other[0] = row_of(other[0].cell, [replace(QUICK, taps_a_second=9999.0)], [])

    assert page(report(other)) != page(report())


def test_page_and_figures_are_written_together(tmp_path: Path) -> None:
    write(report(), to_json(report()), tmp_path)

    assert (tmp_path / PAGE).read_text(encoding="utf-8") == page(from_json((tmp_path / FIGURES).read_bytes()))
