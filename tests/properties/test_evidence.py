"""What holds of counts on every walk: they are those of a naive recount, whatever the order."""

from collections import Counter
from collections.abc import Sequence
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.counting import counted
from dialogs.events import AnswerChanged, AnswerGiven, ChoiceMade, Jumped, SessionReopened, WentBack
from dialogs.evidence import NONE, Evidence, merged
from dialogs.ids import PersonId, SessionId
from dialogs.program import Outcome, Program
from dialogs.stays import WALKED, Left, Stay, stays
from dialogs.timeline import trace
from tests.builders.calls import Call
from tests.properties.test_walks import PROGRAMS, fresh
from tests.properties.walking import Walk, walks


def stays_of(made: Call) -> tuple[Stay, ...]:
    return stays(enumerate(made.events, start=1))


def evidence_of(made: Call, number: int = 1) -> Evidence:
    return counted({made.program.revision: made.program}, [(SessionId(f"CALL{number}"), stays_of(made))])


def was_mistaken(made: Call) -> bool:
    """A call opened by mistake counts for nothing, also when it was opened again and ended otherwise."""
    return any(stay.outcome is Outcome.MISTAKEN for stay in stays_of(made))


def came_to(made: Call) -> "Counter[str]":
    """How often each step was come to, read off the events alone."""
    targets = [
        event.target
        for event in made.events
        if isinstance(event, ChoiceMade | AnswerGiven | Jumped | WentBack | AnswerChanged)
        and event.target is not None
    ]
    return Counter(map(str, [made.program.start, *targets]))


@given(PROGRAMS, walks())
@settings(max_examples=150)
def test_counts_of_a_call_are_those_of_a_naive_recount(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))

    counts = evidence_of(made).counts
    if was_mistaken(made):
        assert counts == {}
        return

    shown = {str(spot.step): count.shown for spot, count in counts.items() if count.shown}
    chosen = Counter(
        {
            (spot.step, choice): times
            for spot, count in counts.items()
            for choice, times in count.chosen.items()
        }
    )
    ended = [outcome for count in counts.values() for outcome in count.ended]
    kept = [(move.before.step, move.choice) for move in made.state.path if move.choice is not None]
    assert shown == came_to(made)
    assert chosen == Counter(kept)
    assert ended == ([] if made.state.outcome is None else [made.state.outcome])


@given(PROGRAMS, walks())
@settings(max_examples=150)
def test_stays_hang_together_and_last_as_long_as_the_call(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    last = max(place for place, event in enumerate(made.events, start=1) if isinstance(event, WALKED))
    timeline = trace(program, made.events[:last])

    found = stays_of(made)

    assert sum(stay.lasted.total_seconds() for stay in found) == timeline.lasted.total_seconds()
    assert found[-1].step == made.state.walk.step
    assert found[-1].after == made.state.temperature
    assert [stay.after for stay in found[:-1]] == [stay.before for stay in found[1:]]
    assert all(stay.left is not None for stay in found[:-1])


@given(PROGRAMS, walks(), st.lists(st.integers(-500, 500), min_size=1, max_size=8))
@settings(max_examples=80)
def test_no_stay_is_negative_whatever_the_clock_does(program: Program, walk: Walk, jumps: list[int]) -> None:
    made = fresh(program)
    for pick, seconds in zip(walk.picks, jumps * len(walk.picks), strict=False):
        Walk((pick,), ends=walk.ends).taken(made.wait(seconds))

    assert [stay.lasted.total_seconds() for stay in stays_of(made) if stay.lasted.total_seconds() < 0] == []


@given(PROGRAMS, walks())
def test_seconds_of_a_step_are_those_that_the_timeline_tells(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    if any(isinstance(event, SessionReopened) for event in made.events):
        return
    told = [entry.seconds for entry in trace(program, made.events).entries if entry.seconds is not None]

    left = [round(stay.lasted.total_seconds()) for stay in stays_of(made) if stay.left is not None]

    assert sorted(left) == sorted(told)


@given(PROGRAMS, st.lists(walks(12), min_size=1, max_size=5), st.data())
@settings(max_examples=60)
def test_merging_is_the_same_in_any_order_and_any_grouping(
    program: Program, taken: Sequence[Walk], data: st.DataObject
) -> None:
    parts = [evidence_of(walk.taken(fresh(program)), number) for number, walk in enumerate(taken)]
    order = data.draw(st.permutations(parts))
    cut = data.draw(st.integers(0, len(order)))

    at_once = merged(*parts)

    assert merged(*order) == at_once
    assert merged(merged(*order[:cut]), merged(*order[cut:])) == at_once
    assert reduce(merged, order, NONE) == at_once
    assert merged(at_once, NONE) == at_once
    together = (
        (SessionId(f"CALL{number}"), stays_of(walk.taken(fresh(program))))
        for number, walk in enumerate(taken)
    )
    assert counted({program.revision: program}, together) == at_once


@given(PROGRAMS, st.lists(walks(12), min_size=1, max_size=4))
@settings(max_examples=40)
def test_every_stay_is_counted_once_and_every_person_is_somebody_of_the_calls(
    program: Program, taken: Sequence[Walk]
) -> None:
    made = [walk.taken(fresh(program)) for walk in taken]

    counts = merged(*(evidence_of(each, number) for number, each in enumerate(made))).counts.values()

    every = [stay for each in made if not was_mistaken(each) for stay in stays_of(each)]
    people: set[PersonId] = {stay.agent for stay in every}
    assert sum(count.shown for count in counts) == len(every)
    assert sum((Counter(count.left) for count in counts), Counter[Left]()) == Counter(
        stay.left for stay in every if stay.left is not None
    )
    assert {person for count in counts for person in count.people} == people
