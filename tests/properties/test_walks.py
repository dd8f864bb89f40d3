"""What holds on every walk, whatever is tapped."""

from datetime import timedelta
from functools import cache
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import LIBRARY
from dialogs.cards import Viewer
from dialogs.commands import Choose, SessionCommand
from dialogs.decide import Decision
from dialogs.events import WentBack
from dialogs.evolve import evolve_all, fold
from dialogs.guards import Moment, holds
from dialogs.ids import ChoiceId
from dialogs.machine import machine_of
from dialogs.ports import SessionStatus
from dialogs.program import RETURN, Program, StepKind
from dialogs.refusals import Reason, Refusal
from dialogs.render import render
from dialogs.state import SessionState
from dialogs.timeline import trace
from playbooks.check import check
from tests.builders.calls import Call, call
from tests.builders.program import SMALL
from tests.builders.questions import QUESTIONS
from tests.properties.walking import Walk, closed_buttons, command_of, offered_commands, walks

FIVE_STEPS = LIBRARY / "five-steps"


@cache
def five_steps() -> Program:
    program = check(FIVE_STEPS).program
    assert program is not None
    return program


def product(program: Program) -> str:
    return next(iter(program.lists["products"]))


def fresh(program: Program) -> Call:
    return Call(product(program), program=program)


PROGRAMS = st.sampled_from(["small", "questions", "five-steps"]).map(
    lambda name: {"small": SMALL, "questions": QUESTIONS}.get(name) or five_steps()
)


@given(PROGRAMS, walks())
def test_state_is_the_fold_of_the_log(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))

    assert fold(made.events) == made.state
    assert made.state.version == len(made.events)


@given(walks(), st.integers(0, 60))
def test_fold_of_the_rest_after_a_prefix_is_the_fold_of_all(walk: Walk, cut: int) -> None:
    made = walk.taken(call())

    assert evolve_all(fold(made.events, cut), made.events[cut:]) == made.state if cut else made.state


@given(PROGRAMS, walks())
@settings(max_examples=80)
def test_every_enabled_button_is_accepted(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))

    refused = {
        type(command).__name__: answer
        for command in offered_commands(made)
        if isinstance(answer := made.ask(command), Refusal)
    }

    assert refused == {}


@given(PROGRAMS, walks())
@settings(max_examples=80)
def test_every_closed_button_is_refused(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    commands = [command_of(made, each.verb, each.value) for each in closed_buttons(made)]

    accepted = [each for each in commands if each is not None and isinstance(made.ask(each), Decision)]

    assert accepted == []


@given(PROGRAMS, walks())
def test_every_tap_come_again_writes_nothing(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    commands = offered_commands(made)

    for command in commands:
        again = _twice(made, command)
        assert isinstance(again, Refusal) or again == Decision(), command


def _twice(made: Call, command: SessionCommand) -> Decision | Refusal:
    once = made.ask(command)
    assert isinstance(once, Decision)
    copy = Call(made.product, program=made.program, now=made.now)
    copy.events, copy.state = list(made.events), evolve_all(made.state, once.events)
    return copy.ask(command)


@given(PROGRAMS, walks())
def test_every_undone_move_restores_the_walk_that_it_left(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    if made.state.status is SessionStatus.PAUSED:
        made.do(made.wish.resume())
    while made.state.path:
        left = made.state.path[-1].before
        made.back()
        if isinstance(made.events[-1], WentBack):
            assert made.state.walk == left

    assert made.step == program.start


@given(PROGRAMS, walks())
def test_durations_are_never_negative_even_when_the_clock_goes_back(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    made.now -= timedelta(hours=1)
    if made.state.status is SessionStatus.PAUSED:
        made.do(made.wish.resume())

    timeline = trace(program, made.events)

    assert timeline.lasted >= timedelta()
    assert made.state.paused_for >= timedelta()
    assert all(entry.seconds is None or entry.seconds >= 0 for entry in timeline.entries)


@given(PROGRAMS, walks())
def test_card_is_a_function_of_the_log(program: Program, walk: Walk) -> None:
    made = walk.taken(fresh(program))
    seen = Walk(walk.picks, walk.ends).taken(fresh(program))

    assert render(program, made.state, Viewer(), made.now) == render(program, seen.state, Viewer(), seen.now)


def oracle(program: Program, state: SessionState) -> dict[str, str]:
    """Say in a plain dictionary where each choice leads that is open now, but those by a named exit."""
    return {
        choice.id: state.walk.returns_to[-1] if choice.target == RETURN else choice.target
        for choice in program.choices_at(state.walk.step)
        if (choice.when is None or holds(choice.when, state, Moment()))
        and (choice.target != RETURN or (state.walk.returns_to and not choice.exit))
    }


def exits_at(program: Program, state: SessionState) -> set[str]:
    """Return the choices that leave a part by a named exit: where these lead, the tests of excursions say."""
    choices = program.choices_at(state.walk.step)
    return {choice.id for choice in choices if choice.target == RETURN and choice.exit}


def every_choice(program: Program) -> set[str]:
    return {choice.id for step in program.steps for choice in program.choices_at(step)}


@settings(max_examples=25)  # every choice of the playbook is asked at every step
@given(PROGRAMS, st.lists(st.integers(0, 10_000), max_size=40))
def test_machine_agrees_with_a_plain_dictionary(program: Program, picks: list[int]) -> None:
    made = fresh(program)
    for pick in picks:
        expected = oracle(program, made.state)
        left_out = exits_at(program, made.state)
        found = {
            choice: target
            for choice in every_choice(program) - left_out
            if (target := machine_of(program).target(made.state, ChoiceId(choice), Moment())) is not None
        }
        assert found == expected
        if not expected:
            break
        made.choose(sorted(expected)[pick % len(expected)])


def beside(made: Call) -> list[SessionCommand]:
    return [made.wish.note("一句"), made.wish.flag(), made.wish.temperature(3), made.wish.help()]


def by_turn(made: Call, drawn: SessionState, tap: Choose) -> bool:
    """Tell whether the tap counts by the product's own rule."""
    return isinstance(made.ask(tap), Decision)


def by_version(made: Call, drawn: SessionState, tap: Choose) -> bool:
    """Tell whether it would count if versions were compared instead of turns: the broken variant."""
    return made.state.version == drawn.version and by_turn(made, drawn, tap)


ORDERS = list(permutations(range(4)))


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_written_beside_between_a_card_and_its_tap_does_not_void_the_tap(
    order: tuple[int, ...],
) -> None:
    made = call().choose("goes-on")
    drawn, tap = made.state, made.wish.choose("fee")

    for place in order:
        made.do(beside(made)[place])

    assert by_turn(made, drawn, tap)


@pytest.mark.parametrize("order", ORDERS)
def test_rule_that_compares_versions_would_be_caught(order: tuple[int, ...]) -> None:
    made = call().choose("goes-on")
    drawn, tap = made.state, made.wish.choose("fee")

    for place in order:
        made.do(beside(made)[place])

    assert not by_version(made, drawn, tap)


def test_move_between_a_card_and_its_tap_does_void_the_tap() -> None:
    made = call()
    tap = made.wish.choose("shouts")

    made.choose("goes-on")

    assert made.ask(tap) == Refusal(Reason.STALE, costly=True)


MOST_TAPS = 400


@given(st.integers(0, 2**32), st.sampled_from(["card", "policy"]))
@settings(max_examples=40)
def test_walk_that_tries_every_choice_in_turn_comes_to_an_end(seed: int, sold: str) -> None:
    program = five_steps()
    bought = sold if sold in program.lists["products"] else product(program)
    made = Call(bought, program=program)

    taps = _tap_until_the_end(made, seed)

    assert made.state.status is SessionStatus.ENDED, f"{taps} taps, at {made.step}"
    assert program.steps[made.state.walk.step].kind is StepKind.END


def _tap_until_the_end(made: Call, seed: int) -> int:
    """Tap at random among the open choices of the card that were tapped least often; return how many."""
    draw, tapped = Random(seed), dict[tuple[str, str], int]()
    for taps in range(MOST_TAPS):
        if made.state.status is SessionStatus.ENDED:
            return taps
        commands = [each for each in offered_commands(made) if isinstance(each, Choose)]
        assert commands, f"no way on from {made.step}"
        least = min(tapped.get((made.step, each.choice), 0) for each in commands)
        fewest = [each for each in commands if tapped.get((made.step, each.choice), 0) == least]
        command = draw.choice(fewest)
        tapped[made.step, command.choice] = least + 1
        made.do(command)
    return MOST_TAPS
