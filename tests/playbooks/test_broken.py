"""One tiny playbook a defect: its folder is named after it, its exact findings stand beside it."""

from datetime import date

import pytest

from playbooks.check import check, check_library
from playbooks.diagnostics import Severity
from tests.playbooks.samples import BROKEN

PART = "part-"
"""So begin the names of playbooks with nothing wrong, which broken ones go into."""
DEFECTS = sorted(
    path.parent.name for path in BROKEN.glob("*/playbook.yaml") if not path.parent.name.startswith(PART)
)
TODAY = date(2026, 11, 28)
ONLY_WARNED = {
    "allowed-for-nothing",
    "allowed-unknown-rule",
    "allowed-without-a-reason",
    "always-open",
    "article-in-a-line",
    "blame-in-a-line",
    "card-over-a-message",
    "check-overdue",
    "could-hang",
    "curt-words",
    "detour-twice",
    "detour-twice-everywhere",
    "english-in-the-chinese",
    "fault-admitted",
    "full-width-quotes-shown",
    "keyboard-marks",
    "labels-alike",
    "never-open-contradiction",
    "never-open-not-recorded",
    "never-open-nothing-sets",
    "no-supervisor",
    "offers-before-empathy",
    "offers-in-anger",
    "owner-is-nobody",
    "placeholder-stays-blank",
    "price-for-silence",
    "promise-in-a-line",
    "reason-no-condition",
    "same-in-both-languages",
    "slot-not-used",
    "too-long-when-filled-in",
    "two-questions",
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_draws_exactly_these_findings(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)

    checked = check(BROKEN / defect, TODAY)

    found = "".join(f"{finding}\n" for finding in checked.diagnostics)
    assert found == (BROKEN / defect / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_that_is_an_error_stops_the_playbook(defect: str) -> None:
    checked = check(BROKEN / defect)

    assert (checked.program is not None) == (defect in ONLY_WARNED)
    assert any(each.severity is Severity.ERROR for each in checked.diagnostics) == (defect not in ONLY_WARNED)


def test_there_are_no_fewer_defects_than_there_were() -> None:
    assert len(DEFECTS) >= 130
    checked = check_library(BROKEN)
    assert [each.slug for each in checked if not str(each.slug).startswith(PART)] == DEFECTS


def test_parts_that_broken_playbooks_go_into_have_nothing_wrong() -> None:
    parts = [each for each in check_library(BROKEN) if str(each.slug).startswith(PART)]

    assert [each.diagnostics for each in parts] == [()] * 8
    assert all(each.program is not None and each.program.is_part for each in parts)
