"""What a choice does beside the walk: the temperature, a flag, a slot forgotten."""

import pytest

from dialogs.events import MomentFlagged, TemperatureTaken
from dialogs.program import ChangeTemperature, ClearSlot, Effect, Flag, SetSlot
from tests.builders.calls import Call, call
from tests.builders.program import choice, small_program


def listening(*effects: Effect) -> Call:
    """A call at a step where ``does`` has these effects, and ``plain`` has none."""
    steps = dict(small_program().steps)
    opened = next(each for each in steps.values() if each.id == "open")
    choices = (choice("does", "listen", *effects), choice("plain", "listen"))
    steps[opened.id] = type(opened)(opened.id, opened.stage, opened.kind, opened.say, choices=choices)
    return call(program=small_program(steps=steps))


@pytest.mark.parametrize(
    ("before", "effect", "after"),
    [
        (None, ChangeTemperature(4), 4),
        (None, ChangeTemperature(1, is_step=True), 2),
        (None, ChangeTemperature(-1, is_step=True), 1),
        (3, ChangeTemperature(1, is_step=True), 4),
        (3, ChangeTemperature(-2, is_step=True), 1),
        (5, ChangeTemperature(1, is_step=True), 5),
        (2, ChangeTemperature(-4, is_step=True), 1),
    ],
)
def test_choice_takes_the_temperature_on_its_scale(
    before: int | None, effect: ChangeTemperature, after: int
) -> None:
    made = listening(effect)
    if before is not None:
        made.temperature(before)

    made.choose("does")

    assert made.state.temperature == after


def test_temperature_that_stands_already_is_not_taken_again() -> None:
    made = listening(ChangeTemperature(3)).temperature(3).choose("does")

    assert [each for each in made.events if isinstance(each, TemperatureTaken)] == made.events[1:2]


def test_choice_flags_the_moment_at_the_step_where_it_was_tapped() -> None:
    made = listening(Flag()).choose("does")

    assert [each.step for each in made.events if isinstance(each, MomentFlagged)] == ["open"]
    assert made.state.flagged_turns


def test_choice_forgets_a_slot_and_its_undoing_brings_it_back() -> None:
    made = listening(SetSlot("matter", "fee")).choose("does")
    steps = dict(made.program.steps)
    listen = steps[made.state.walk.step]
    forgets = (choice("forgets", "restate", ClearSlot("matter")),)
    steps[listen.id] = type(listen)(listen.id, listen.stage, listen.kind, listen.say, choices=forgets)
    made.program = small_program(steps=steps)

    made.choose("forgets")
    forgotten = dict(made.state.walk.slots)
    made.back()

    assert (forgotten, dict(made.state.walk.slots)) == ({}, {"matter": "fee"})


def test_correction_of_an_answer_neither_flags_nor_warms_the_moment_in_which_it_is_made() -> None:
    made = listening(ChangeTemperature(5), Flag()).choose("plain")
    move = made.state.path[0].version

    made.do(made.wish.change(move, "does", reroute=False))

    assert (made.state.temperature, made.state.flagged_turns) == (None, frozenset())
