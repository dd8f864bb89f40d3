"""When a choice is open."""

import pytest

from dialogs.guards import (
    AllOf,
    AnyOf,
    Guard,
    Has,
    Not,
    OfferOpen,
    OptionsPicked,
    Recorded,
    SlotIs,
    TemperatureAtMost,
    holds,
)
from dialogs.program import Place
from tests.builders.calls import Call, agreeing, call, composing, offered, settled

YES, NO = Not(Has(Recorded.AGREEMENT)), Has(Recorded.AGREEMENT)


@pytest.mark.parametrize(
    ("guard", "made", "expected"),
    [
        (SlotIs("matter", "fee"), call(), False),
        (SlotIs("matter", "fee"), composing(), True),
        (SlotIs("matter", "claim"), composing(), False),
        (TemperatureAtMost(1), call(), True),
        (TemperatureAtMost(3), call().temperature(3), True),
        (TemperatureAtMost(3), call().temperature(4), False),
        (OptionsPicked(1), composing(), False),
        (OptionsPicked(1), composing().pick("letter"), True),
        (OptionsPicked(2), composing().pick("letter"), False),
        (OptionsPicked(1), composing("policy").pick("letter", "report"), False),
        (OfferOpen(1), composing().pick("letter"), False),
        (OfferOpen(2), offered(), True),
        (OfferOpen(3), offered(), False),
        (OfferOpen(1), agreeing(), False),
        (OfferOpen(2), agreeing(), True),
        (AllOf((YES, YES)), call(), True),
        (AllOf((YES, NO)), call(), False),
        (AllOf(()), call(), True),
        (AnyOf((NO, YES)), call(), True),
        (AnyOf((NO, NO)), call(), False),
        (AnyOf(()), call(), False),
        (Not(NO), call(), True),
        (Not(YES), call(), False),
    ],
)
def test_guard_holds_exactly_when_it_says(guard: Guard, made: Call, expected: bool) -> None:
    assert holds(guard, made.state) is expected


RECORDED: dict[Recorded, tuple[Call, Call]] = {
    Recorded.FACT: (call().note("一句", Place.NOTE), call().note("一句", Place.FACT)),
    Recorded.FEELING: (call(), call().note("一句", Place.FEELING)),
    Recorded.DEMAND: (call(), call().choose("goes-on", "fee")),
    Recorded.ENTITLEMENT: (call(), composing()),
    Recorded.OFFER: (composing().pick("letter"), offered()),
    Recorded.RESTATEMENT: (call().choose("goes-on", "fee", "wrong"), composing()),
    Recorded.AGREEMENT: (agreeing(), settled()),
    Recorded.PROMISE: (agreeing(), settled()),
}
"""What can be recorded → a call without it, a call with it."""


@pytest.mark.parametrize("what", Recorded)
def test_guard_sees_what_the_call_recorded(what: Recorded) -> None:
    without, with_it = RECORDED[what]

    assert (holds(Has(what), without.state), holds(Has(what), with_it.state)) == (False, True)


def test_demand_that_was_only_written_counts() -> None:
    assert holds(Has(Recorded.DEMAND), call().note("要退", Place.DEMAND).state)
