"""A case is found by a word, a synonym and its kind of complaint; real ones stand above invented ones."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs.ids import CaseId
from tests.builders.cases import case_of, cases_of

BOOK = cases_of(
    case_of("a-papers", zh=("补材料",)),
    case_of("b-papers", zh=("补材料",), is_example=False),
    case_of("c-fee", scenario="fees", zh=("短信费",), lesson="不说理赔的事。"),
)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("补材料", ["b-papers", "a-papers"]),
        ("材料", ["b-papers", "a-papers", "c-fee"]),
        ("理赔", ["b-papers", "a-papers", "c-fee"]),
        ("收费", ["c-fee"]),
        ("短信费", ["c-fee"]),
        ("月亮", []),
    ],
)
def test_word_finds_these_cases_in_this_order(words: str, ids: list[str]) -> None:
    assert [case.id for case in BOOK.find(words)] == ids


def test_scenarios_with_cases_are_counted_and_a_slip_is_understood() -> None:
    assert BOOK.counts == {"claim": 2, "fees": 1}
    assert BOOK.alike("短信非") == ("短信费",)


TODAY = date(2026, 11, 28)
OLD = case_of("old", is_example=False, how_to_say="有过一件事。")
LATE = replace(OLD, id=CaseId("late"), closed_on="2026-10")
TO_TELL = cases_of(
    OLD,
    LATE,
    case_of("example", how_to_say="编的。"),
    case_of("unsaid", is_example=False),
    case_of("other-kind", scenario="fees", is_example=False, how_to_say="有过一件事。"),
    replace(OLD, id=CaseId("to-read-again"), check_by=date(2026, 11, 27)),
)


def test_customer_is_told_real_cases_of_the_kind_alone_those_closed_last_first() -> None:
    assert TO_TELL.to_tell("claim", TODAY) == (LATE, OLD)
    assert TO_TELL.to_tell("frozen", TODAY) == ()


def test_case_to_be_read_again_is_told_up_to_its_day() -> None:
    assert [each.id for each in TO_TELL.to_tell("claim", date(2026, 11, 27))] == [
        "late",
        "old",
        "to-read-again",
    ]


def test_real_cases_of_several_kinds_stand_together_and_no_example_among_them() -> None:
    assert [each.id for each in TO_TELL.real("claim", "fees")] == [
        "late",
        "old",
        "other-kind",
        "to-read-again",
        "unsaid",
    ]
