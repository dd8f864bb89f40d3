"""When a choice is open."""

from datetime import timedelta
from functools import partial

import pytest

from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Guard,
    Has,
    How,
    Moment,
    Not,
    OfferOpen,
    Recorded,
    RoleIs,
    SlotCompares,
    SlotIs,
    Ticked,
    Visits,
    holds,
)
from dialogs.ids import ItemId, StepId
from dialogs.program import Place
from dialogs.roles import Role
from tests.builders.calls import Call, agreeing, call, composing, offered, settled
from tests.builders.questions import at_amount, at_day, at_papers, ticked

TEMPERATURE, OPTIONS = partial(Compares, Figure.TEMPERATURE), partial(Compares, Figure.OPTIONS)
YES, NO = Not(Has(Recorded.AGREEMENT)), Has(Recorded.AGREEMENT)


@pytest.mark.parametrize(
    ("guard", "made", "expected"),
    [
        (SlotIs("matter", "fee"), call(), False),
        (SlotIs("matter", "fee"), composing(), True),
        (SlotIs("matter", "claim"), composing(), False),
        (TEMPERATURE(How.AT_MOST, 1), call(), True),
        (TEMPERATURE(How.AT_MOST, 3), call().temperature(3), True),
        (TEMPERATURE(How.AT_MOST, 3), call().temperature(4), False),
        (OPTIONS(How.AT_LEAST, 1), composing(), False),
        (OPTIONS(How.AT_LEAST, 1), composing().pick("letter"), True),
        (OPTIONS(How.AT_LEAST, 2), composing().pick("letter"), False),
        (OPTIONS(How.AT_LEAST, 1), composing("policy").pick("letter", "report"), False),
        (OfferOpen(1), composing().pick("letter"), False),
        (OfferOpen(2), offered(), True),
        (OfferOpen(3), offered(), False),
        (OfferOpen(1), agreeing(), False),
        (OfferOpen(2), agreeing(), True),
        (Compares(Figure.REFUSALS, How.IS, 0), offered(), True),
        (Compares(Figure.REFUSALS, How.AT_LEAST, 1), offered().choose("takes-none"), True),
        (Visits(StepId("open"), How.IS, 0), call(), True),
        (Visits(StepId("open"), How.IS, 1), call().choose("goes-on"), True),
        (Visits(StepId("open"), How.AT_LEAST, 1), call().choose("goes-on").back(), False),
        (Compares(Figure.TICKED, How.AT_LEAST, 1), at_papers(), False),
        (Compares(Figure.TICKED, How.AT_LEAST, 1), ticked("bill"), True),
        (Compares(Figure.TICKED, How.AT_LEAST, 2), ticked("bill"), False),
        (Compares(Figure.TICKED, How.AT_LEAST, 1), ticked("bill").choose("checked"), False),
        (Ticked(ItemId("bill")), ticked("bill").choose("checked"), True),
        (Ticked(ItemId("contract")), ticked("bill"), False),
        (SlotCompares("amount", How.AT_LEAST, 1200_00), at_day(), True),
        (SlotCompares("amount", How.ABOVE, 1200_00), at_day(), False),
        (SlotCompares("amount", How.BELOW, 1200_00), at_amount(), False),
        (SlotCompares("upset", How.ABOVE, 6), at_papers(), True),
        (SlotIs("told", "no"), at_papers(), True),
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
    assert holds(guard, made.state, Moment()) is expected


def flagged() -> Call:
    made = call()
    return made.do(made.wish.flag())


RECORDED: dict[Recorded, tuple[Call, Call]] = {
    Recorded.FACT: (call().note("一句", Place.NOTE), call().note("一句", Place.FACT)),
    Recorded.FEELING: (call(), call().note("一句", Place.FEELING)),
    Recorded.DEMAND: (call(), call().choose("goes-on", "fee")),
    Recorded.ENTITLEMENT: (call(), composing()),
    Recorded.OFFER: (composing().pick("letter"), offered()),
    Recorded.RESTATEMENT: (call().choose("goes-on", "fee", "wrong"), composing()),
    Recorded.AGREEMENT: (agreeing(), settled()),
    Recorded.PROMISE: (agreeing(), settled()),
    Recorded.FLAG: (call(), flagged()),
}
"""What can be recorded → a call without it, a call with it."""


@pytest.mark.parametrize("what", Recorded)
def test_guard_sees_what_the_call_recorded(what: Recorded) -> None:
    without, with_it = RECORDED[what]

    assert (holds(Has(what), without.state, Moment()), holds(Has(what), with_it.state, Moment())) == (
        False,
        True,
    )


def test_demand_that_was_only_written_counts() -> None:
    assert holds(Has(Recorded.DEMAND), call().note("要退", Place.DEMAND).state, Moment())


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (How.IS, [False, True, False]),
        (How.IS_NOT, [True, False, True]),
        (How.BELOW, [True, False, False]),
        (How.AT_MOST, [True, True, False]),
        (How.ABOVE, [False, False, True]),
        (How.AT_LEAST, [False, True, True]),
    ],
)
def test_numbers_compare_as_they_are_written(how: How, expected: list[bool]) -> None:
    guard = Compares(Figure.MINUTES, how, 10)

    assert [holds(guard, call().state, Moment(minutes=minutes)) for minutes in (9, 10, 11)] == expected


def test_role_is_that_of_whoever_looks() -> None:
    guard, state = RoleIs(Role.SUPERVISOR), call().state

    assert [holds(guard, state, Moment(role)) for role in (Role.STAFF, Role.SUPERVISOR)] == [False, True]


def test_slot_that_holds_no_number_compares_with_nothing() -> None:
    guards = [SlotCompares("matter", how, 1) for how in How]

    assert [holds(guard, call().state, Moment()) for guard in guards] == [False] * len(How)
    assert [holds(guard, composing().state, Moment()) for guard in guards] == [False] * len(How)


def test_pauses_are_left_out_of_the_minutes_of_a_call() -> None:
    made = call().wait(4 * 60 + 59)
    made.do(made.wish.pause())
    made.wait(30 * 60)
    paused = made.state.moment(Role.STAFF, made.now)
    made.do(made.wish.resume())
    made.wait(2 * 60)

    assert (paused.minutes, made.state.moment(Role.STAFF, made.now).minutes) == (4, 6)


def test_minutes_are_never_negative_when_the_clock_goes_back() -> None:
    made = call()

    assert made.state.moment(Role.STAFF, made.now - timedelta(hours=1)).minutes == 0
