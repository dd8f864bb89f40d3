"""Nobody comes to money who was not verified: every way through every playbook, tapped on the real rules."""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pytest

from bot.settings import LIBRARY
from dialogs.commands import Choose, NoteWords, SessionCommand, TickItem
from dialogs.decide import decide
from dialogs.decide.decision import Decision
from dialogs.evolve import evolve_all
from dialogs.ids import StepId
from dialogs.program import Program, part_of
from dialogs.sealed import Sealed
from dialogs.slots import SlotType
from dialogs.state import SessionState
from playbooks.check import check
from tests.playbooks.library.calling import AGENT, CALL, NOON, Call

PAYING = "pay-owed"
FIVE_STEPS = "five-steps"
NUMBERS = frozenset({"owed", "owed-more", "owed-only", "settled-owed", "compose", "options"})
"""The steps of the five that say what is owed, or what is offered."""
TYPED = {SlotType.MONEY: "100", SlotType.DATE: "昨天", SlotType.TEXT: "一句话"}


class Place(NamedTuple):
    """What decides where a call can go on to; the words that were noted on the way do not."""

    step: StepId
    back_to: tuple[StepId, ...]
    identity: object
    authority: object
    is_ticked: bool


@cache
def programs() -> dict[str, Program]:
    """Every shipped playbook with which a call can begin."""
    return {str(each.playbook): each for each in check(LIBRARY).programs if not each.is_part}


def place_of(state: SessionState) -> Place:
    walk = state.walk
    is_ticked = any(step == walk.step for step, _ in walk.ticked)
    speaks = walk.slots.get("identity"), walk.slots.get("authority")
    return Place(walk.step, tuple(walk.returns_to[:1]), *speaks, is_ticked)


def money_in(program: Program, places: Iterable[Place]) -> set[str]:
    """Return the steps that speak of money."""
    found = set()
    for step in {place.step for place in places}:
        part, name = part_of(step) or program.playbook, step.rpartition("/")[2]
        if part == PAYING or (part == FIVE_STEPS and name in NUMBERS):
            found.add(str(step))
    return found


def deeds(program: Program, state: SessionState) -> Iterator[tuple[SessionCommand, ...]]:
    """Yield all that can be done at a step: each answer, what is typed, all the ticks at once."""
    step, turn = program.steps[state.walk.step], state.turn
    for choice in program.choices_at(step.id):
        yield (Choose(actor=AGENT, session=CALL, turn=turn, choice=choice.id),)
    if step.answer is not None and step.asks is not None:
        words = Sealed(TYPED[program.slots[step.asks].type])
        yield (NoteWords(actor=AGENT, session=CALL, words=words, said_at=NOON, place=None),)
    if step.items:
        yield tuple(
            TickItem(actor=AGENT, session=CALL, turn=turn, item=each.id, ticked=True) for each in step.items
        )


def after(program: Program, state: SessionState, commands: tuple[SessionCommand, ...]) -> SessionState:
    """Return where these lead; what is refused leads nowhere."""
    for command in commands:
        decided = decide(program, state, command, NOON)
        if isinstance(decided, Decision):
            state = evolve_all(state, decided.events)
    return state


def reached(program: Program, *, unverified: bool) -> set[Place]:
    """Return all places that a call comes to; those who are not ``unverified`` any more go no further."""
    seen: set[Place] = set()
    waiting = deque([Call(program=program).state])
    while waiting:
        state = waiting.popleft()
        place = place_of(state)
        if place in seen or (unverified and state.walk.slots.get("identity") == "checked"):
            continue
        seen.add(place)
        waiting.extend(after(program, state, each) for each in deeds(program, state))
    return seen


@pytest.mark.parametrize("playbook", sorted(programs()))
def test_nobody_comes_to_money_by_any_answer_before_they_were_verified(playbook: str) -> None:
    program = programs()[playbook]

    assert money_in(program, reached(program, unverified=True)) == set()


def test_same_walk_comes_to_money_once_somebody_was_verified() -> None:
    program = programs()["group-pressure"]

    assert money_in(program, reached(program, unverified=False)) >= {"five-steps/owed", "pay-owed/sum"}
