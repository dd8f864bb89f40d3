"""A step hangs when all its choices can be closed at once, and the warning comes only then."""

import pytest

from playbooks.check import check_sources
from playbooks.rules.example import SLUG, laid_over

STEP = """\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}, claim: {zh: 理赔, en: a claim}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: one, label: {zh: 一, en: One}, to: bye, when: %s}
      - {id: two, label: {zh: 二, en: Two}, to: bye, when: %s}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""


def codes(one: str, two: str) -> list[str]:
    """The warnings of a step that could hang; other rules tell what else is odd about its conditions."""
    found = check_sources(SLUG, laid_over(STEP % (one, two))).diagnostics
    return [each.code for each in found if each.code == "PB208"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("has(fact)", "not has(fact)"),
        ("not (has(fact) and has(demand))", "has(demand)"),
        ("temperature <= 3", "temperature > 3"),
        ("offer_open(1) or not offer_open(1)", "has(fact)"),
        ("temperature < 3", "temperature >= 2"),
        ("minutes < 10", "minutes > 9"),
        ("matter is fee", "matter is not fee"),
        ("visits(greet) = 0", "visits(greet) >= 1"),
        ("role is staff or role is admin", "role is supervisor or role is trainer"),
    ],
)
def test_choices_of_which_one_is_always_open_draw_no_warning(one: str, two: str) -> None:
    assert codes(one, two) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("has(fact)", "has(demand)"),
        ("matter is fee", "matter is claim"),
        ("has(fact)", "not has(fact) and has(demand)"),
        ("options >= 2", "options < 1"),
        ("minutes < 10", "minutes > 10"),
        ("role is staff", "role is supervisor"),
    ],
)
def test_choices_that_can_all_be_closed_draw_the_warning(one: str, two: str) -> None:
    assert codes(one, two) == ["PB208"]
