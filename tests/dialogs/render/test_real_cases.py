"""A step that asks for trust offers real cases by one tap; without any, and elsewhere, there is no button."""

from dataclasses import replace

from dialogs.cards import Button, Card, Verb, Viewer
from dialogs.case import Case
from dialogs.render import render
from dialogs.render.look import Look
from dialogs.texts import Phrase
from tests.builders.calls import Call, call
from tests.builders.cases import case_of
from tests.builders.program import SMALL, small_program

REAL = tuple(case_of(name, is_example=False, how_to_say="有过一件事。") for name in ("one", "two", "three"))
FIRST = replace(SMALL.steps[SMALL.start], cases=True)
PROGRAM = small_program(steps={**SMALL.steps, FIRST.id: FIRST})


def drawn(made: Call, *cases: Case) -> Card:
    return render(made.program, made.state, Viewer(cases=cases), made.now)


def offered(card: Card) -> list[Button]:
    return [each for row in card.buttons for each in row if each.verb is Verb.CASE]


def test_one_tap_opens_each_of_two_cases_at_most() -> None:
    assert offered(drawn(Call(program=PROGRAM), *REAL)) == [
        Button(Phrase("button.real_case", {"title": each.title}), Verb.CASE, Look().opened(each.id).value)
        for each in REAL[:2]
    ]


def test_without_a_real_case_the_card_is_as_it_was() -> None:
    assert drawn(Call(program=PROGRAM)) == drawn(call())


def test_step_that_asks_for_none_offers_none() -> None:
    assert drawn(call(), *REAL) == drawn(call())
