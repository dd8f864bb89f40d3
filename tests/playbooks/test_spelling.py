"""Values of a program are written down in one line, as the files write them."""

import pytest

from dialogs.guards import Has, Not, Recorded
from dialogs.ids import EntitlementId
from dialogs.money import Money
from dialogs.program import (
    Answer,
    AnswerOffer,
    ChangeTemperature,
    CheckRestatement,
    ClearSlot,
    Due,
    Flag,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    Outcome,
    Owner,
    ReachAgreement,
    SetSlot,
    StateDemand,
)
from playbooks.check import check_sources
from playbooks.rules.example import SLUG, laid_over
from playbooks.spelling import spelt


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        ((), "—"),
        (True, "true"),
        (4, "4"),
        (Outcome.AGREED, "agreed"),
        (("card", "loan"), "card, loan"),
        ({"a": 1, "b": None}, "a: 1, b: —"),
        ((SetSlot("mood", "angry"), CheckRestatement(confirmed=True)), "set: {mood: angry}, restated: true"),
        (StateDemand("refund"), "demand: refund"),
        (NoteEntitlement(EntitlementId("fee")), "owed: fee"),
        (MakeOffers(), "make_offers: true"),
        (AnswerOffer(0, Answer.DECLINED), "answer: {offer: 0, is: declined}"),
        (
            MakePromise("callback", Owner.AGENT, Due.TODAY),
            "promise: {what: callback, owner: agent, due: today}",
        ),
        (ReachAgreement(), "agreed: true"),
        (ClearSlot("mood"), "clear: mood"),
        (ChangeTemperature(1, is_step=True), "temperature: +1"),
        (ChangeTemperature(2), "temperature: 2"),
        (Flag(), "flag: true"),
        (Not(Has(Recorded.FACT)), "not has(fact)"),
        (Money(10000, "CNY"), "money(10000, CNY)"),
    ],
)
def test_value_is_spelt(value: object, expected: str) -> None:
    assert spelt(value) == expected


@pytest.mark.parametrize(
    "written",
    [
        "temperature <= 3",
        "mood is angry",
        "mood is not angry",
        "options >= 2 and temperature <= 3",
        "not (has(fact) or has(demand)) and minutes > 20",
        "(has(offer) or refusals = 2) and not (role is staff and visits(greet) < 2)",
        "offer_open(1) or has(agreement) and not has(promise)",
    ],
)
def test_condition_is_spelt_as_it_is_written(written: str) -> None:
    when = f"{{id: on, label: {{zh: 继续, en: Go on}}, to: bye, when: '{written}'}}"
    slots = "slots: {mood: {values: {angry: {zh: 生气, en: angry}}}}\n"
    sources = laid_over(
        slots
        + f"""steps:
  - id: greet
    stage: open
    say: {{zh: 您好。, en: Hello.}}
    choices: [{when}, {{id: off, label: {{zh: 不了, en: No}}, to: bye, does: [{{set: {{mood: angry}}}}]}}]
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""
    )
    program = check_sources(SLUG, sources).program
    assert program is not None
    guard = program.steps[program.start].choices[0].when

    assert spelt(guard) == written
