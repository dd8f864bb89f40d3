"""A walk into another playbook is rehearsed at the one that goes in; what is lent is covered at home."""

import pytest

from dialogs.ids import PlaybookSlug
from playbooks.check import check_sources
from playbooks.rehearsal import Rehearsed, read_script, rehearse
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import Setting
from playbooks.rehearsal.writing import written
from tests.playbooks.rehearsal.plays import HEAD, VOICE, ZONE
from tests.playbooks.test_excursions import SOURCES

THERE_AND_BACK = (
    HEAD
    + """\
  - {tap: upset, step: calming/pause, say: 缓}
  - {tap: breathe, step: breathing/in}
  - {tap: out, step: calming/pause}
  - {back: true, step: breathing/in}
  - {tap: faint, step: calming/alone}
  - {tap: gone, step: ask}
  - {tap: again, step: greet}
  - {temperature: 4}
  - {tap: calm-down, step: calming/alone}
  - {jump: close, step: bye}
"""
)
AT_HOME = HEAD + "  - {tap: still, step: quiet}\n  - {tap: talks, step: pause}\n"


def came(playbook: str, text: str) -> Rehearsed:
    program = check_sources(PlaybookSlug(playbook), SOURCES).program
    assert program is not None
    return rehearse(program, [read_script("walk", text.encode())], VOICE)


def test_walk_goes_in_comes_back_and_leaves_by_an_exit() -> None:
    assert list(map(str, came("main", THERE_AND_BACK).diagnostics)) == []


def test_steps_that_another_playbook_lends_are_not_counted() -> None:
    coverage = came("main", THERE_AND_BACK).coverage

    assert (coverage.steps, coverage.missed_steps) == (3, ())
    assert list(map(str, coverage.missed_ways)) == [
        "greet/goes-on",
        "greet/furious",
        "ask/done",
        "ask/aside",
    ]


def test_lent_playbook_is_rehearsed_at_home() -> None:
    rehearsed = came("calming", AT_HOME)

    assert list(map(str, rehearsed.diagnostics)) == []
    assert "pause/still" not in map(str, rehearsed.coverage.missed_ways)


def test_way_out_of_a_lent_playbook_is_expected_by_its_exit() -> None:
    walk = HEAD + "  - {tap: better, leaves: return, step: pause}\n  - {tap: stops, leaves: gives-up}\n"

    rehearsed = came("calming", walk)

    assert list(map(str, rehearsed.diagnostics)) == []
    missed = list(map(str, rehearsed.coverage.missed_ways))
    assert "pause/better" not in missed
    assert "pause/stops" not in missed


def test_way_out_is_told_at_a_later_step_too_and_the_walk_stays_there() -> None:
    inside = "  - {tap: still, step: quiet}\n  - {tap: moves, step: alone}\n"
    walk = HEAD + inside + "  - {tap: comes, leaves: return, step: alone}\n"

    assert list(map(str, came("calming", walk).diagnostics)) == []


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (
            "{tap: stops}",
            '4:11 RH105 "tap stops" leaves this playbook by "gives-up": expect it: leaves: gives-up',
        ),
        (
            "{tap: stops, leaves: return}",
            '4:26 RH105 "tap stops" leaves this playbook by "gives-up", not by "return"',
        ),
        ("{tap: still, leaves: return}", '4:26 RH105 this does not leave the playbook: delete "leaves"'),
    ],
)
def test_way_out_that_is_other_than_expected_is_told(turn: str, expected: str) -> None:
    assert list(map(str, came("calming", f"{HEAD}  - {turn}\n").diagnostics)) == [f"walk:{expected}"]


def test_walk_that_leaves_is_written_with_its_exit() -> None:
    program = check_sources(PlaybookSlug("calming"), SOURCES).program
    assert program is not None

    made = written("out", Setting(program=program, zone=ZONE), [Deed(Kind.TAP, "stops")], VOICE)

    assert made.text.endswith("  - {tap: stops, leaves: gives-up}\n")
