"""A case is found by a word, a synonym and its kind of complaint; real ones stand above invented ones."""

import pytest

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
