"""A guard is weighed against all that its playbook can bring about, and a riddle too large is let pass."""

import pytest

from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Guard,
    Has,
    How,
    Not,
    OfferOpen,
    Recorded,
    SlotCompares,
    SlotIs,
    Visits,
)
from dialogs.ids import StepId
from playbooks.check import check_sources
from playbooks.rules.example import SLUG, laid_over
from playbooks.world import World

WORLD = World({"mood": frozenset({"angry", "hurt"})}, frozenset({Recorded.FACT, Recorded.OFFER}), offers=True)
BARE = World({}, frozenset(), offers=False)
ANGRY, HURT = SlotIs("mood", "angry"), SlotIs("mood", "hurt")


def warm(how: How, level: int) -> Guard:
    return Compares(Figure.TEMPERATURE, how, level)


def picked(how: How, options: int) -> Guard:
    return Compares(Figure.OPTIONS, how, options)


@pytest.mark.parametrize(
    "guard",
    [
        ANGRY,
        Not(ANGRY),
        AllOf((Not(ANGRY), Not(HURT))),
        AnyOf((SlotIs("mood", "glad"), HURT)),
        AllOf((warm(How.AT_MOST, 4), warm(How.ABOVE, 3))),
        AllOf((picked(How.AT_LEAST, 2), picked(How.BELOW, 3))),
        Has(Recorded.OFFER),
        OfferOpen(3),
        Visits(StepId("tell"), How.AT_LEAST, 2),
        Compares(Figure.MINUTES, How.AT_LEAST, 10),
        Compares(Figure.REFUSALS, How.AT_LEAST, 2),
    ],
)
def test_what_can_be_so_can_hold_and_does_not_always(guard: Guard) -> None:
    assert WORLD.can_hold(guard)
    assert not WORLD.always_holds(guard)


@pytest.mark.parametrize(
    "guard",
    [
        SlotIs("mood", "glad"),
        SlotIs("wish", "refund"),
        AllOf((ANGRY, HURT)),
        AllOf((warm(How.AT_MOST, 2), warm(How.ABOVE, 3))),
        AllOf((picked(How.AT_LEAST, 3), picked(How.BELOW, 2))),
        AllOf((Visits(StepId("tell"), How.BELOW, 1), Visits(StepId("tell"), How.ABOVE, 1))),
        Has(Recorded.AGREEMENT),
        AllOf((Has(Recorded.FACT), Not(Has(Recorded.FACT)))),
    ],
)
def test_what_cannot_be_so_never_holds_and_its_opposite_always(guard: Guard) -> None:
    assert not WORLD.can_hold(guard)
    assert WORLD.always_holds(Not(guard))


@pytest.mark.parametrize(
    "guard", [picked(How.AT_LEAST, 1), OfferOpen(1), Compares(Figure.REFUSALS, How.ABOVE, 0)]
)
def test_without_offers_nothing_that_asks_for_them_holds(guard: Guard) -> None:
    assert not BARE.can_hold(guard)
    assert list(BARE.never_so(AllOf((guard, warm(How.ABOVE, 3))))) == [guard]


def test_number_holds_only_where_something_gives_it_or_an_answer_is_typed() -> None:
    seven = SlotCompares("score", How.AT_LEAST, 7)
    tapped = World({"score": frozenset(map(str, range(11)))}, frozenset(), offers=False)
    low = World({"score": frozenset({"1", "2"})}, frozenset(), offers=False)
    typed = World({}, frozenset(), offers=False, typed=frozenset({"score"}))

    assert [each.can_hold(seven) for each in (BARE, low, tapped, typed)] == [False, False, True, True]


def test_guards_that_shut_each_other_out_do_not_hold_together() -> None:
    assert not WORLD.can_hold(ANGRY, HURT)
    assert not WORLD.can_hold(ANGRY, Not(ANGRY))
    assert WORLD.can_hold(ANGRY, warm(How.AT_MOST, 3))
    assert WORLD.can_hold()


def test_more_states_than_can_be_tried_are_not_judged() -> None:
    riddle = AllOf(tuple(Visits(StepId(f"step-{number}"), How.BELOW, 0) for number in range(12)))
    many = AllOf((riddle, *(Visits(StepId(f"step-{number}"), How.ABOVE, 5) for number in range(12))))

    assert WORLD.can_hold(many)
    assert WORLD.can_hold(Not(many))


QUESTION = """\
slots:
  sure: {type: yes_no, label: {zh: 确定, en: Sure}}
steps:
  - {id: greet, stage: open, kind: ask, slot: sure, to: next, say: {zh: 确定吗？, en: Sure?}}
  - id: next
    stage: open
    say: {zh: 好。, en: Good.}
    choices:
      - {id: on, label: {zh: 确定, en: Is sure}, to: bye, when: sure is yes}
      - {id: off, label: {zh: 不定, en: Is not}, to: bye, when: sure is not yes}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""


def test_what_a_question_asks_for_is_set_by_its_answer() -> None:
    checked = check_sources(SLUG, laid_over(QUESTION))

    assert [each.code for each in checked.diagnostics if each.code in {"PB209", "PB210"}] == []
