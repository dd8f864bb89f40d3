"""The brief for a regulator tells real cases of the same kind, and says which need a look first."""

from dataclasses import replace

import pytest

from dialogs.briefs import FindingKind, Part, write_brief
from dialogs.case import Case
from dialogs.ids import CaseId
from dialogs.texts import Phrase, Value
from tests.builders.briefs import A_CASE, RECEIVED, agreed, dossier


def _closed(month: str, name: str = "late") -> Case:
    return replace(A_CASE, id=CaseId(name), closed_on=month)


def test_real_cases_are_told_with_their_outcome_and_lesson_three_at_most() -> None:
    cases = tuple(_closed(f"2029-0{month}", f"case-{month}") for month in (9, 8, 7, 6))

    told = [each.text for each in write_brief(dossier(agreed(), cases=cases)).parts[Part.CASE]]

    first: dict[str, Value] = {
        "title": A_CASE.title,
        "case": "case-9",
        "month": "2029-09",
        "outcome": A_CASE.outcome,
        "lesson": A_CASE.lesson,
    }
    assert told[0] == Phrase("brief.case", first)
    assert [each.values["case"] for each in told if isinstance(each, Phrase)] == [
        "case-9",
        "case-8",
        "case-7",
    ]


@pytest.mark.parametrize("month", ["2029-12", "2030-01"])
def test_case_closed_before_the_month_of_receipt_cannot_be_of_this_complaint(month: str) -> None:
    written = write_brief(dossier(agreed(), cases=(_closed(month),)))

    doubted = FindingKind.CASE_MAY_BE_THIS in {each.kind for each in written.gaps}
    assert doubted == (month >= f"{RECEIVED:%Y-%m}")
