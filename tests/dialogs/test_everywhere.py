"""Choices that are declared once and stand in every step of their stages."""

import pytest

from dialogs.cards import Button, Panel, Verb, Viewer
from dialogs.guards import Compares, Figure, Guard, How, Moment
from dialogs.ids import ChoiceId, StageId, StepId
from dialogs.machine import machine_of
from dialogs.program import Everywhere, Flag, Program
from dialogs.refusals import Reason, Refusal
from dialogs.render import render
from tests.builders.calls import Call, call
from tests.builders.program import both, choice, small_program

HOT = Compares(Figure.TEMPERATURE, How.AT_LEAST, 4)


def offering(
    *stages: str, detour: bool = True, when: Guard | None = None, warmth: int | None = None
) -> Program:
    target = "calm-pause" if detour else "promise"
    interrupt = choice(
        "interrupt", target, Flag(), detour=detour, when=when, why_closed=both("再等等") if when else None
    )
    return small_program(everywhere=(Everywhere(interrupt, warmth, frozenset(map(StageId, stages))),))


def buttons(made: Call, panel: Panel) -> list[Button]:
    card = render(made.program, made.state, Viewer(panel=panel), made.now)
    return [
        each for row in card.buttons for each in row if (each.verb, each.value) == (Verb.CHOOSE, "interrupt")
    ]


def offers(program: Program) -> set[str]:
    return {step.stage for step in program.steps.values() if program.everywhere_at(step.id)}


def rail(program: Program) -> set[str]:
    return {stage.id for stage in program.stages.values() if not stage.aside}


def test_without_stages_it_stands_on_the_whole_rail_and_in_no_aside() -> None:
    assert offers(offering()) == rail(small_program())


@pytest.mark.parametrize("stages", [("open",), ("open", "calm")])
def test_with_stages_it_stands_there_and_nowhere_else(stages: tuple[str, ...]) -> None:
    assert offers(offering(*stages)) == set(stages)


def test_machine_takes_it_from_every_step_that_offers_it_and_from_no_other() -> None:
    program = offering("open")
    interrupt = ChoiceId("interrupt")
    before, after = call(program=program), call(program=program).choose("goes-on")

    assert machine_of(program).target(before.state, interrupt, Moment()) == "calm-pause"
    assert machine_of(program).target(after.state, interrupt, Moment()) is None


def test_without_a_temperature_it_is_one_tap_away() -> None:
    made = call(program=offering()).temperature(5)

    assert [len(buttons(made, panel)) for panel in (Panel.MAIN, Panel.MENU, Panel.TEMPERATURE)] == [0, 1, 0]


def test_from_its_temperature_on_it_stands_on_the_card() -> None:
    made = call(program=offering(warmth=4)).temperature(3)
    cool = [len(buttons(made, panel)) for panel in (Panel.MAIN, Panel.MENU, Panel.TEMPERATURE)]
    hot = len(buttons(made.temperature(4), Panel.MAIN))

    assert (cool, hot) == ([0, 1, 1], 1)


def test_its_guard_closes_it_with_a_reason() -> None:
    made = call(program=offering(when=HOT))
    (closed,) = buttons(made, Panel.MENU)
    refused = made.ask(made.wish.choose("interrupt"))
    (opened,) = buttons(made.temperature(4), Panel.MENU)

    assert (closed.enabled, opened.enabled) == (False, True)
    assert refused == Refusal(Reason.CLOSED, why=both("再等等"), costly=True, waits_for_temperature=True)


def test_detour_comes_back_and_one_that_leads_on_does_not() -> None:
    there = call(program=offering()).choose("goes-on", "interrupt")
    onward = call(program=offering(detour=False)).choose("goes-on", "interrupt")

    assert (there.step, there.detours, there.choose("cooled").step) == ("calm-pause", ["listen"], "listen")
    assert (onward.step, onward.detours) == ("promise", [])


def test_what_it_does_is_done() -> None:
    made = call(program=offering()).choose("interrupt")

    assert made.state.flagged_turns
    assert made.program.everywhere_at(StepId("calm-pause")) == ()
