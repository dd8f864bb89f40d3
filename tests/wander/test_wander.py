"""Random walks through every shipped playbook agree with a second opinion, and each can come to an end."""

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from bot.settings import LIBRARY
from dialogs.guards import Not
from dialogs.ids import StepId
from dialogs.program import RETURN, Program
from tests.wander.oracle import Held, in_python
from tests.wander.wandering import OWN, Book, PartedError, Wanderer, book_at, books

WALKS = 100
FEW = 12
MUCH_WALKED = ("five-steps", "all-guards")


@cache
def known() -> dict[str, Book]:
    return {book.program.playbook: book for book in books(LIBRARY, OWN)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", MUCH_WALKED)
def test_walks_agree_with_a_second_opinion_and_come_to_an_end(name: str, seed: int) -> None:
    taps = [Wanderer(known()[name], Random(f"{seed} {walk}")).wander() for walk in range(WALKS)]

    assert len(taps) == WALKS


def test_a_few_walks_of_every_other_playbook_agree_with_it_too() -> None:
    others = [book for name, book in known().items() if name not in MUCH_WALKED]
    taps = [Wanderer(book, Random(f"{walk}")).wander() for book in others for walk in range(FEW)]

    assert len(taps) == FEW * len(others)


def wander(book: Book, walks: int) -> None:
    for walk in range(walks):
        Wanderer(book, Random(walk)).wander()


def with_step(book: Book, step: str, choice: str, **changes: object) -> Book:
    """The book with one choice otherwise in the product, as a mistake would have it."""
    program: Program = book.program
    old = program.steps[StepId(step)]
    choices = tuple(
        replace(each, **changes) if each.id == choice else each  # type: ignore[arg-type]
        for each in old.choices
    )
    steps = {**program.steps, old.id: replace(old, choices=choices)}
    return replace(book, program=replace(program, steps=steps))


@pytest.mark.parametrize(
    ("step", "choice", "changes"),
    [
        ("talk", "on", {"target": StepId("close")}),
        ("talk", "forget", {"effects": ()}),
        ("options", "gives-up", {"when": None}),
        ("greet", "again", {"target": StepId("talk")}),
        ("pause", "cooled", {"target": StepId("talk")}),
        ("papers/look", "lost-them", {"exit": "later"}),
        ("papers/signed", "holds-on", {"exits": {}}),
        ("papers/hold", "found", {"exit": "lost"}),
        ("papers/look", "half-signed", {"exit": ""}),
        ("amount", "papers", {"exits": {"lost": StepId("close"), "later": RETURN, "half": StepId("sure")}}),
    ],
)
def test_planted_mistake_parts_the_two(step: str, choice: str, changes: dict[str, object]) -> None:
    wrong = with_step(book_at(OWN / "all-guards"), step, choice, **changes)

    with pytest.raises(PartedError, match="all-guards"):
        wander(wrong, WALKS)


def test_every_condition_turned_round_parts_the_two() -> None:
    book = book_at(OWN / "all-guards")
    guarded = [
        (step.id, choice) for step in book.program.steps.values() for choice in step.choices if choice.when
    ]
    assert len(guarded) >= 10

    for step, choice in guarded:
        assert choice.when is not None
        wrong = with_step(book, step, choice.id, when=Not(choice.when))
        with pytest.raises(PartedError, match="should be"):
            wander(wrong, 4 * WALKS)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("temperature <= 3 and not has(offer)", 'temperature <= 3 and not has ( "offer" )'),
        ("mood is not angry or slot(role) = x", 'slot("mood") != "angry" or slot ( "role" ) == "x"'),
        ("role is admin", 'role == "admin"'),
        ("(visits(a-b) > 1)", '( visits ( "a-b" ) > 1 )'),
    ],
)
def test_second_opinion_reads_conditions_as_python(condition: str, expected: str) -> None:
    assert in_python(condition) == expected


def test_slot_that_holds_nothing_is_neither_above_nor_below() -> None:
    empty, seven = Held(None), Held("7")

    assert [empty < 3, empty >= 3, empty == 3, empty != 3, empty != "x"] == [False, False, False, False, True]
    assert [seven < 8, seven >= 7, seven == 7, seven != 7, seven == "7"] == [True, True, True, False, True]
