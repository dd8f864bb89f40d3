"""Values of a program are written down in one line, as the files write them."""

import pytest

from dialogs.guards import Has, Not, Recorded
from dialogs.ids import EntitlementId
from dialogs.program import (
    Answer,
    AnswerOffer,
    CheckRestatement,
    Due,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    Outcome,
    Owner,
    ReachAgreement,
    SetSlot,
    StateDemand,
)
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
        (Not(Has(Recorded.FACT)), "not(has(fact))"),
    ],
)
def test_value_is_spelt(value: object, expected: str) -> None:
    assert spelt(value) == expected
