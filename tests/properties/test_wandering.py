"""Detours into other playbooks come back, whatever is tapped, undone, jumped and corrected on the way."""

from collections.abc import Callable, Iterable, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import detours
from dialogs.commands import SessionCommand
from dialogs.decide import Decision
from dialogs.detours import landing
from dialogs.evolve import fold
from dialogs.guards import Moment
from dialogs.ids import ChoiceId, StepId
from dialogs.machine import machine_of
from dialogs.program import RETURN, Choice, Program, part_of
from dialogs.refusals import Reason, Refusal
from dialogs.state import Move, SessionState
from tests.builders.calls import Call
from tests.properties.wandering import Library, Wanderer, compiled, library

PICKS = st.lists(st.integers(0, 10_000), max_size=60)
SEEDS = st.integers(0, 400)
UNKNOWN = Refusal(Reason.UNKNOWN)
STARTS = {"rail": "r0", "later": "r2"}


def place_of(made: Call) -> tuple[str, tuple[str, ...]]:
    return str(made.step), tuple(map(str, made.state.walk.returns_to))


def begun(seed: int) -> tuple[Library, Program, Call]:
    made = library(seed)
    program = compiled(made)
    return made, program, Call(program=program)


@given(SEEDS, PICKS)
@settings(max_examples=150)
def test_walk_through_parts_agrees_with_a_model_that_keeps_each_playbook_apart(
    seed: int, picks: list[int]
) -> None:
    made, _, call = begun(seed)
    model = Wanderer(made)
    for pick in picks:
        if pick % 9 == 0 and model.past:
            model.back()
            call.back()
        elif pick % 17 == 0:
            stage = ("rail", "later")[pick % 2]
            model.jump(STARTS[stage])
            call.do(call.wish.jump(stage))
        else:
            ways = [way for way in model.ways if model.can(way)]
            way = ways[pick % len(ways)]
            model.take(way)
            call.choose(way.id)
        assert place_of(call) == model.place
    assert fold(call.events) == call.state


@given(SEEDS, PICKS)
@settings(max_examples=60)
def test_machine_opens_exactly_what_the_model_opens(seed: int, picks: list[int]) -> None:
    made, program, call = begun(seed)
    model = Wanderer(made)
    names = {choice.id for step in program.steps for choice in program.choices_at(step)}
    for pick in picks[:20]:
        ways = [way for way in model.ways if model.can(way)]
        opened = {
            name
            for name in names
            if machine_of(program).target(call.state, ChoiceId(name), Moment()) is not None
        }
        assert opened == {way.id for way in ways}
        way = ways[pick % len(ways)]
        model.take(way)
        call.choose(way.id)


@given(SEEDS, PICKS)
@settings(max_examples=100)
def test_no_correction_leaves_a_walk_in_a_part_from_which_nothing_comes_back(
    seed: int, picks: list[int]
) -> None:
    _, program, call = begun(seed)
    for pick in picks:
        moves = [move for move in call.state.path if move.choice is not None]
        if pick % 5 == 0 and moves:
            move = moves[pick % len(moves)]
            new = program.steps[move.before.step].choices
            wish: SessionCommand = call.wish.change(
                move.version, new[pick % len(new)].id, reroute=pick % 2 == 0
            )
            if isinstance(call.ask(wish), Decision):
                call.do(wish)
        else:
            choices = program.choices_at(call.state.walk.step)
            wish = call.wish.choose(choices[pick % len(choices)].id)
            if isinstance(call.ask(wish), Decision):
                call.do(wish)
        comes_back(program, call)


def comes_back(program: Program, call: Call) -> None:
    """Check that each way out of a detour leads to a step, and that leaving all of them leads to the rail."""
    state = call.state
    step = program.steps[state.walk.step]
    for choice in step.choices:
        if choice.target == RETURN and program.stages[step.stage].aside:
            lands = landing(program, state, choice)
            assert lands is not None
            assert lands.step in program.steps
            assert len(lands.returns_to) <= len(state.walk.returns_to) or not state.walk.returns_to
    depth = {part_of(each) for each in state.walk.returns_to}
    assert len(depth) <= 5


def agrees(seed: int, picks: list[int]) -> bool:
    """Tell whether a walk agrees with the model, step by step."""
    made, _, call = begun(seed)
    model = Wanderer(made)
    for pick in picks:
        ways = [way for way in model.ways if model.can(way)]
        way = ways[pick % len(ways)]
        model.take(way)
        if call.ask(call.wish.choose(way.id)) == UNKNOWN:
            return False
        call.choose(way.id)
        if place_of(call) != model.place:
            return False
    return True


def keeps_all_open(program: Program, step: StepId, returns_to: tuple[StepId, ...]) -> tuple[StepId, ...]:
    del program, step
    return returns_to


def no_way_in(program: Program, moves: Iterable[Move], part: str) -> None:
    del program, moves, part


def no_door(program: Program, state: SessionState, door: str) -> None:
    del program, state, door


def exits_of_anything(way: Choice, part: str) -> Mapping[str, StepId]:
    del part
    return way.exits


SEEN = [(seed, [draw.randrange(10_000) for _ in range(40)]) for draw in [Random(7)] for seed in range(40)]


def test_walks_that_look_for_a_broken_rule_agree_with_the_right_one() -> None:
    assert all(agrees(seed, picks) for seed, picks in SEEN)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("_still_open", keeps_all_open),
        ("_way_in", no_way_in),
        ("_through", no_door),
        ("_exits_for", exits_of_anything),
    ],
    ids=["rail", "exits", "doors", "exit of another part"],
)
def test_rule_that_forgets_what_is_over_or_who_went_in_would_be_caught(
    name: str, broken: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detours, name, broken)

    assert not all(agrees(seed, picks) for seed, picks in SEEN)
