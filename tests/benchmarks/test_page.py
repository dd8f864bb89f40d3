"""Table, goals and page say what the JSON says."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.service.calls import MOST_CALLS
from tests.benchmarks.__main__ import conclude, plan_of
from tests.benchmarks.cells import Cell
from tests.benchmarks.goals import Verdict, verdicts
from tests.benchmarks.marks import marks
from tests.benchmarks.page import PAGE
from tests.benchmarks.report import row_of, this_revision
from tests.benchmarks.reports import QUICK, SLOW, report
from tests.benchmarks.scene import Measured
from tests.benchmarks.table import aligned, text


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
            "– / f",
        ),
        Verdict(
            "taps/s against aiogram-dialog, 1 in flight",
            "≥ 0.8 ×",
            "hejie-polling",
            "11.00 × dialog-polling at 60 ms",
            True,
            "1275 % better",
            "– / f",
        ),
        Verdict(
            "memory of an open call beyond its events",
            "≤ 5 KB",
            "hejie-polling",
            "4.0 KB (6.0 KB with them)",
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


def test_goal_says_how_the_rows_that_it_was_read_from_are_marked() -> None:
    ours = row_of(Cell("hejie-polling", 60, 128), [replace(QUICK, others=0.3)], [])
    theirs = row_of(Cell("dialog-polling", 60, 128), [SLOW, SLOW, SLOW], [])
    marked = row_of(theirs.cell, [replace(SLOW, repeats=0.3)], [])

    assert [each.marks for each in verdicts(report([ours, theirs]))] == ["d", "d / –", ""]
    assert [each.marks for each in verdicts(report([ours, marked]))] == ["d", "d / rf", ""]
    assert "| 83 % better | d |" not in PAGE.text(report())
    assert "| 67 % better | d |" in PAGE.text(report([ours, theirs]))


def test_cpu_of_a_tap_has_a_verdict_for_each_number_in_flight() -> None:
    dear = [row_of(Cell("hejie-webhook", 0, many), [replace(QUICK, cpu=1.5)], []) for many in (1, 32, 128)]

    judged = [each for each in verdicts(report(dear)) if each.goal.startswith("CPU") and "1.2" in each.wanted]

    assert [(each.goal, each.met) for each in judged] == [
        ("CPU a tap at 0 ms, 1 in flight", False),
        ("CPU a tap at 0 ms, 32 in flight", False),
        ("CPU a tap at 0 ms, 128 in flight", False),
    ]


def test_memory_is_measured_with_no_more_calls_than_the_bot_keeps() -> None:
    plans = [plan_of([]), plan_of(["--quick"])]

    assert all(each is not None and each.few < each.many <= MOST_CALLS for each in plans)


def test_cell_whose_counts_did_not_agree_even_once_is_no_figure() -> None:
    broken = row_of(Cell("hejie-polling", 60, 128), [QUICK], ["5 edits, 6 taps"])

    assert "no figure" in text(report([broken]))
    assert "1000" not in text(report([broken]))
    assert verdicts(report([broken]))[0].goal == "memory of an open call beyond its events"


def test_columns_stand_under_each_other_whatever_the_script() -> None:
    assert aligned([("和解", "1"), ("a", "2")]) == ["和解  1", "a     2"]


def test_page_holds_every_row_goal_and_mark_that_it_was_made_from() -> None:
    made = PAGE.text(report())

    assert "| hejie-polling | 1100 (1000–1200) | 1.00 (1.00–1.00) |" in made
    assert "128 in flight, 60 ms, durable | ≥ 600 | hejie-polling | 1100 | met | 83 % better |  |" in made
    assert "it grows by 6.0 KB a call" in made
    assert "4.0 KB an open call beyond its events" in made
    assert "at revision abc1234+ in" in made
    assert made.count("### ") == 2


@pytest.mark.parametrize(
    ("errors", "held", "written"),
    [([], True, True), (["5 edits, 6 taps"], True, False), ([], False, False)],
)
def test_page_is_written_with_marked_cells_but_not_with_missing_figures(
    tmp_path: Path, errors: list[str], *, held: bool, written: bool
) -> None:
    marked = row_of(Cell("hejie-polling", 60, 128), [replace(QUICK, others=0.9, busy=0.9, cut=True)], errors)
    found = replace(report([marked]), memory=report().memory if held else None)

    code = conclude(found, for_the_page=True, with_memory=True, build=tmp_path, reference=tmp_path)

    assert ((tmp_path / PAGE.file).exists(), code) == (written, int(not written))


def test_revision_has_a_plus_when_what_is_measured_was_changed(tmp_path: Path) -> None:
    assert this_revision(tmp_path) == "unknown"
    someone = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "--quiet"), (*someone, "commit", "--quiet", "--allow-empty", "-m", "a")):
        subprocess.run(("git", *words), cwd=tmp_path, check=True)

    clean = this_revision(tmp_path)
    (tmp_path / "words.md").write_text("of no matter", encoding="utf-8")
    assert (this_revision(tmp_path), clean[-1:].isalnum(), len(clean) >= 4) == (clean, True, True)
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "cli.py").write_text("", encoding="utf-8")
    assert this_revision(tmp_path) == f"{clean}+"
