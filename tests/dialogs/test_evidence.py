"""Counts over calls: what a line came to, and when there is too little to say so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace

import pytest

from dialogs.counting import counted
from dialogs.evidence import (
    FEWEST_CALLS,
    FEWEST_PEOPLE,
    Count,
    Evidence,
    Spot,
    by_step,
    discreet,
    joined,
    merged,
    total,
)
from dialogs.ids import PersonId, Revision, SessionId, StepId
from dialogs.program import Outcome, Variant
from dialogs.stays import Left, stays
from dialogs.variants import variant_of
from tests.builders.calls import AGENT, CALL, Call, call, settled
from tests.builders.program import SMALL, both

ONE, TWO = Revision("1" * 64), Revision("2" * 64)
GREET = StepId("greet")


def evidence(made: Call, session: SessionId = CALL) -> Evidence:
    return counted({SMALL.revision: SMALL}, [(session, stays(enumerate(made.events, start=1)))])


def at(counts: Evidence, step: str) -> Count:
    return counts.counts[Spot(SMALL.revision, StepId(step))]


def some(calls: int, *people: int, shown: int | None = None) -> Count:
    """So many calls of so many people."""
    return Count(
        shown=calls if shown is None else shown, calls=calls, people=frozenset(map(PersonId, people))
    )


ENOUGH = some(FEWEST_CALLS, 1, 2, 3)
FEW = some(1, 9)


def test_line_is_counted_with_all_that_became_of_it() -> None:
    made = call().temperature(2).wait(8).choose("goes-on").wait(3).temperature(4)
    made.do(made.wish.end(Outcome.BROKEN_OFF))

    counts = evidence(made)

    assert at(counts, "open") == Count(
        shown=1,
        left={Left.CHOSEN: 1},
        seconds={8: 1},
        chosen={SMALL.steps[SMALL.start].choices[0].id: 1},
        calls=1,
        people=frozenset({AGENT.person}),
    )
    assert at(counts, "listen") == Count(
        shown=1,
        left={Left.ENDED: 1},
        seconds={3: 1},
        heat={(2, 4): 1},
        ended={Outcome.BROKEN_OFF: 1},
        calls=1,
        people=frozenset({AGENT.person}),
    )
    assert counts.calls == {SMALL.revision: 1}


def test_jump_counts_as_left_unanswered_and_as_passing_over_the_stages_between() -> None:
    made = call()
    made.do(made.wish.jump("offer"))

    counts = evidence(made)

    assert at(counts, "open").left == {Left.JUMPED: 1}
    assert (at(counts, "listen").shown, at(counts, "listen").skipped) == (0, 1)
    assert at(counts, "listen").people == {AGENT.person}


def test_line_that_is_shown_twice_in_a_call_is_one_call() -> None:
    made = call().choose("goes-on").back()

    assert (at(evidence(made), "open").shown, at(evidence(made), "open").calls) == (2, 1)


def test_two_calls_are_counted_together() -> None:
    both = merged(evidence(settled()), evidence(call().choose("goes-on")))

    assert at(both, "open").shown == 2
    assert at(both, "listen").left == {Left.CHOSEN: 1}
    assert both.calls == {SMALL.revision: 2}


def test_wordings_are_counted_apart_as_each_call_was_shown_them() -> None:
    two = (Variant("a", both("说法一")), Variant("b", both("说法二")))
    first = replace(SMALL.steps[SMALL.start], variants=two)
    program = replace(SMALL, steps={**SMALL.steps, SMALL.start: first})
    walk = stays(enumerate(call().choose("goes-on").events, start=1))
    sessions = [SessionId(f"CALL{number}") for number in range(40)]

    counts = counted({program.revision: program}, [(each, walk) for each in sessions]).counts

    shown = {spot.variant: count.shown for spot, count in counts.items() if spot.step == SMALL.start}
    told = Counter(variant.id for each in sessions if (variant := variant_of(first, each)))
    assert shown == told
    assert set(told) == {"a", "b"}
    assert counts[Spot(program.revision, StepId("listen"))].shown == len(sessions)


def test_nothing_merged_is_nothing() -> None:
    assert merged() == Evidence()


@pytest.mark.parametrize(
    ("seconds", "median"),
    [({}, None), ({7: 1}, 7), ({1: 1, 9: 1}, 1), ({1: 1, 5: 1, 90: 1}, 5), ({2: 3, 100: 1}, 2)],
)
def test_median_is_a_stay_that_there_was(seconds: dict[int, int], median: int | None) -> None:
    assert Count(seconds=seconds).median_seconds == median


def test_hotter_calmer_and_their_means() -> None:
    count = Count(shown=4, heat={(3, 5): 1, (4, 2): 2, (3, 3): 1}, ended={Outcome.BROKEN_OFF: 1})

    assert (count.heated, count.cooled, count.mean_heat) == (1, 2, (3.5, 3.0))
    assert (count.broken_off, count.trouble) == (1, 0.5)
    assert (Count().mean_heat, Count().trouble) == (None, 0.0)


@pytest.mark.parametrize(
    ("count", "enough"),
    [
        (some(FEWEST_CALLS, 1, 2, 3), True),
        (some(FEWEST_CALLS - 1, 1, 2, 3), False),
        (some(1000, 1, 2), False),
        (some(FEWEST_CALLS - 1, 1, 2, 3, shown=500), False),
    ],
)
def test_line_is_shown_from_so_many_calls_of_so_many_people_on(count: Count, *, enough: bool) -> None:
    assert count.is_enough is enough
    assert FEWEST_PEOPLE > 2


# What can be told from a total.


@pytest.mark.parametrize(
    ("parts", "calls"),
    [
        ([ENOUGH, ENOUGH], 2 * FEWEST_CALLS),
        ([FEW, FEW], 2),
        ([ENOUGH, FEW], FEWEST_CALLS),
        ([ENOUGH, FEW, some(FEWEST_CALLS, 1, 2)], 2 * FEWEST_CALLS + 1),
        ([ENOUGH, some(FEWEST_CALLS, 1, 2)], FEWEST_CALLS),
        ([], 0),
    ],
)
def test_total_leaves_out_what_could_be_told_from_it(parts: Sequence[Count], calls: int) -> None:
    assert discreet(parts).calls == calls


def test_positive_control_a_plain_total_gives_one_person_away() -> None:
    plain = total([ENOUGH, FEW])

    assert plain.calls - ENOUGH.calls == FEW.calls
    assert discreet([ENOUGH, FEW]).calls - ENOUGH.calls == 0


def test_wordings_are_put_together_in_a_step_and_revisions_in_all_of_them() -> None:
    counts = {
        Spot(ONE, GREET, "a"): ENOUGH,
        Spot(ONE, GREET, "b"): some(FEWEST_CALLS, 4, 5, 6),
        Spot(TWO, GREET): ENOUGH,
    }
    both = Evidence(counts, {ONE: 20, TWO: 10})

    assert {spot: count.calls for spot, count in by_step(both).counts.items()} == {
        Spot(ONE, GREET): 20,
        Spot(TWO, GREET): 10,
    }
    assert {spot: count.calls for spot, count in joined(both).counts.items()} == {
        Spot(Revision(""), GREET): 30
    }
    assert joined(both).calls == both.calls


def test_revision_of_one_person_cannot_be_told_from_all_revisions_together() -> None:
    half = some(FEWEST_CALLS // 2, 1, 2)
    counts = {
        Spot(ONE, GREET, "a"): half,
        Spot(ONE, GREET, "b"): some(FEWEST_CALLS // 2, 3),
        Spot(TWO, GREET): ENOUGH,
        Spot(Revision("3" * 64), GREET): FEW,
    }

    seen = [count for count in by_step(Evidence(counts)).counts.values() if count.is_enough]

    [together] = joined(Evidence(counts)).counts.values()
    assert together.calls - sum(count.calls for count in seen) == 0


def test_counts_hold_numbers_and_ids_and_nothing_that_anybody_said() -> None:
    """Whoever adds a field here asks first whether it can hold words."""
    assert {each.name: str(each.type) for each in fields(Count)} == {
        "shown": "<class 'int'>",
        "left": "collections.abc.Mapping[dialogs.stays.Left, int]",
        "skipped": "<class 'int'>",
        "seconds": "collections.abc.Mapping[int, int]",
        "heat": "collections.abc.Mapping[tuple[int, int], int]",
        "chosen": "collections.abc.Mapping[dialogs.ids.ChoiceId, int]",
        "ended": "collections.abc.Mapping[dialogs.program.Outcome, int]",
        "calls": "<class 'int'>",
        "people": "frozenset[dialogs.ids.PersonId]",
    }
