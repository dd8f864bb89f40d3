"""Questions and lists to tick, from the file to the program."""

from pathlib import Path

import pytest

from dialogs.guards import Compares, Figure, Guard, How, Not, SlotCompares, SlotIs, Ticked
from dialogs.ids import ChoiceId, ItemId, StepId
from dialogs.program import (
    ANSWER,
    CheckItem,
    Choice,
    Program,
    SetSlot,
    StepKind,
)
from dialogs.slots import SlotType
from dialogs.texts import Bilingual
from playbooks.check import check, check_sources
from playbooks.rehearsal import rehearse, scripts_of
from playbooks.rehearsal.coverage import coverage_of
from playbooks.rules.example import SLUG, laid_over
from tests.playbooks.rehearsal.plays import VOICE

CHARGE = Path(__file__).parents[1] / "scenarios" / "libraries" / "charge"
ASKED = """\
slots:
  told: {{type: {slot}}}
steps:
  - id: greet
    stage: open
    kind: ask
    slot: told
    to: bye
    say: {{zh: 您好。, en: Hello.}}
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""


def charge() -> Program:
    [program] = check(CHARGE).programs
    return program


def asked(slot: str) -> Program:
    program = check_sources(SLUG, laid_over(ASKED.format(slot=slot))).program
    assert program is not None
    return program


def labels(program: Program, step: str) -> dict[str, Bilingual]:
    return {str(each.id): each.label for each in program.steps[StepId(step)].choices}


def test_library_of_the_scenarios_has_no_findings() -> None:
    assert check(CHARGE).diagnostics == ()


def test_question_that_is_tapped_has_a_choice_a_value_in_the_order_of_its_list() -> None:
    step = charge().steps[StepId("kind")]

    assert (step.kind, step.asks, step.answer, step.grid) == (StepKind.ASK, "kind", None, True)
    assert step.choices[0] == Choice(
        ChoiceId("yearly"),
        Bilingual("年费", "a yearly fee"),
        StepId("how-much"),
        effects=(SetSlot("kind", "yearly"),),
    )
    assert [each.id for each in step.choices] == ["yearly", "interest", "unknown"]


def test_question_in_writing_has_a_way_that_is_no_button() -> None:
    program = charge()
    step = program.steps[StepId("how-much")]

    assert step.answer is not None
    assert (step.answer.id, step.answer.target, step.answer.effects) == (ANSWER, "when", ())
    assert [each.id for each in step.choices] == ["unsure"]
    slot = program.slots["amount"]
    assert (slot.type, slot.currency, slot.values) == (SlotType.MONEY, "CNY", {})
    assert slot.label == Bilingual("多扣的金额", "Amount overcharged")


def test_scale_has_its_numbers_and_yes_no_its_words() -> None:
    program = charge()

    assert list(labels(program, "upset")) == [f"{each}" for each in range(11)]
    assert labels(program, "told") == {"yes": Bilingual("是", "yes"), "no": Bilingual("否", "no")}


def test_words_of_yes_and_no_can_be_others() -> None:
    program = asked('yes_no, values: {yes: {zh: 告知过, en: "told"}}')

    assert labels(program, "greet") == {"yes": Bilingual("告知过", "told"), "no": Bilingual("否", "no")}


def test_amount_without_a_currency_is_in_yuan() -> None:
    assert asked("money").slots["told"].currency == "CNY"
    assert asked("money, currency: USD").slots["told"].currency == "USD"


def test_check_has_its_items() -> None:
    step = charge().steps[StepId("papers")]

    assert step.kind is StepKind.CHECK
    assert step.items[0] == CheckItem(ItemId("statement"), Bilingual("账单看过", "Statement seen"))
    assert [each.id for each in step.items] == ["statement", "contract", "notice"]
    assert [each.id for each in step.choices] == ["checked"]


def test_rehearsal_of_every_kind_of_question_passes_and_leaves_nothing_out() -> None:
    rehearsed = rehearse(charge(), scripts_of(CHARGE / "looked-into"), VOICE)

    assert [str(each) for result in rehearsed.results for each in result.diagnostics] == []
    assert rehearsed.coverage.is_whole


def test_way_in_writing_that_no_rehearsal_takes_is_named() -> None:
    coverage = coverage_of(charge(), [])

    assert "when/(written)" in [str(way) for way in coverage.missed_ways]


GUARDED = """\
slots:
  amount: {{type: money}}
  told: {{type: yes_no}}
steps:
  - {{id: told, stage: open, kind: ask, slot: told, to: how-much, say: {{zh: 告知过吗？, en: Told you?}}}}
  - {{id: how-much, stage: open, kind: ask, slot: amount, to: papers, say: {{zh: 多少？, en: How much?}}}}
  - id: papers
    stage: close
    kind: check
    say: {{zh: 我核对一下。, en: Let me check.}}
    items: [{{id: bill, label: {{zh: 账单, en: Bill}}}}, {{id: card, label: {{zh: 证件, en: Card}}}}]
    choices:
      - {{id: done, label: {{zh: 核完了, en: Done}}, to: bye, when: "{when}"}}
      - {{id: skip, label: {{zh: 先不核, en: Not now}}, to: bye}}
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""


def findings(when: str) -> list[str]:
    checked = check_sources(SLUG, laid_over(GUARDED.format(when=when)))
    return [f"{each.column} {each.code} {each.message}: {each.hint}" for each in checked.diagnostics]


@pytest.mark.parametrize(
    ("when", "guard"),
    [
        ("ticked >= 2", Compares(Figure.TICKED, How.AT_LEAST, 2)),
        ("ticked is 2", Compares(Figure.TICKED, How.IS, 2)),
        ("ticked(bill)", Ticked(ItemId("bill"))),
        ("not ticked(bill)", Not(Ticked(ItemId("bill")))),
        ("amount >= 1000", SlotCompares("amount", How.AT_LEAST, 1000_00)),
        ("amount < 0.5", SlotCompares("amount", How.BELOW, 50)),
        ("told is no", SlotIs("told", "no")),
    ],
)
def test_condition_can_ask_for_ticks_and_answers(when: str, guard: Guard) -> None:
    checked = check_sources(SLUG, laid_over(GUARDED.format(when=when)))

    assert checked.diagnostics == ()
    assert checked.program is not None
    assert checked.program.steps[StepId("papers")].choices[0].when == guard


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("ticked(bil)", '71 PB111 there is nothing "bil" to tick: did you mean "bill"?'),
        ("ticked >= 6", "74 PB109 6 cannot stand here: 0 to 5"),
        ("amount < 0.555", "73 PB109 0.555 is too exact: leave out decimal places"),
        ("told is maybe", '72 PB111 slot "told" has no value "maybe": known here: yes, no'),
    ],
)
def test_condition_that_cannot_be_is_told_at_its_character(when: str, found: str) -> None:
    assert findings(when) == [found]
