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
    return [each.code for each in check_sources(SLUG, laid_over(STEP % (one, two))).diagnostics]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{has: fact}", "{not: {has: fact}}"),
        ("{not: {all: [{has: fact}, {has: demand}]}}", "{has: demand}"),
        ("{temperature_at_most: 3}", "{not: {temperature_at_most: 3}}"),
        ("{any: [{offer_open: 1}, {not: {offer_open: 1}}]}", "{has: fact}"),
    ],
)
def test_choices_of_which_one_is_always_open_draw_no_warning(one: str, two: str) -> None:
    assert codes(one, two) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{has: fact}", "{has: demand}"),
        ("{slot: matter, is: fee}", "{slot: matter, is: claim}"),
        ("{has: fact}", "{all: [{not: {has: fact}}, {has: demand}]}"),
        ("{options_picked: 2}", "{not: {options_picked: 1}}"),
    ],
)
def test_choices_that_can_all_be_closed_draw_the_warning(one: str, two: str) -> None:
    assert codes(one, two) == ["PB208"]
