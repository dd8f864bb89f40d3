"""Which steps and ways of a playbook its rehearsals walk, and which they never see."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    ChoiceMade,
    GivenAnswerChanged,
    Jumped,
    SessionEvent,
)
from dialogs.ids import ChoiceId, StepId
from dialogs.program import ANSWER, Choice, Program, SetSlot, Step
from playbooks.inlining import offered_by

INLINED = "/"
"""Stands in the id of a step that another playbook lends; that one is rehearsed at home."""


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way out of a step; ``step`` is empty for what is open everywhere."""

    step: StepId
    choice: ChoiceId

    def __str__(self) -> str:
        return f"{self.step or 'everywhere'}/{self.choice}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was walked, of what there is."""

    steps: int
    ways: int
    missed_steps: tuple[StepId, ...]
    """In the order of the playbook."""
    missed_ways: tuple[Way, ...]
    """The same."""

    @property
    def is_whole(self) -> bool:
        """Whether every step was seen and every way taken."""
        return not self.missed_steps and not self.missed_ways


def coverage_of(
    program: Program, walks: Iterable[Iterable[SessionEvent]], left: Collection[Way] = ()
) -> Coverage:
    """Return how much of ``program`` the events of ``walks`` have seen; ``left`` are ways out of it.

    The entries of a list that one picks from lead the same way: one of them stands for all.
    """
    stands_for = dict(_ways(program))
    ways = dict.fromkeys(stands_for.values())
    seen, taken = {program.start}, set(left)
    for event in (event for walk in walks for event in walk):
        seen |= _seen_by(event)
        taken |= {stands_for[way] for way in _taken_by(event) if way in stands_for}
    steps = [step for step in program.steps if INLINED not in step]
    return Coverage(
        len(steps),
        len(ways),
        tuple(step for step in steps if step not in seen),
        tuple(way for way in ways if way not in taken),
    )


def _seen_by(event: SessionEvent) -> set[StepId]:
    match event:
        case (
            ChoiceMade(target=target)
            | AnswerGiven(target=target)
            | Jumped(target=target)
            | AnswerChanged(target=str(target))
        ):
            return {StepId(target)}
        case _:
            return set()


def _taken_by(event: SessionEvent) -> tuple[Way, ...]:
    match event:
        case ChoiceMade(step=step, choice=choice) | AnswerChanged(step=step, new=choice):
            return (Way(step, choice), Way(StepId(""), choice))
        case AnswerGiven(step=step) | GivenAnswerChanged(step=step):
            return (Way(step, ANSWER),)
        case _:
            return ()


def _ways(program: Program) -> Iterator[tuple[Way, Way]]:
    """Yield each way with the one that stands for it."""
    for step in program.steps.values():
        if INLINED not in step.id:
            yield from _ways_of(step)
    for each in (each for each in program.everywhere if not offered_by(each)):
        way = Way(StepId(""), each.choice.id)
        yield way, way


def _ways_of(step: Step) -> Iterator[tuple[Way, Way]]:
    alike: dict[object, Way] = {}
    for choice in step.choices:
        way = Way(step.id, choice.id)
        yield way, alike.setdefault(_likeness(choice), way) if step.grid else way
    if step.answer is not None:
        yield Way(step.id, ANSWER), Way(step.id, ANSWER)


def _likeness(choice: Choice) -> object:
    """Return what entries of one list have in common: where they lead and what kind of thing they record."""
    kinds = tuple(each.name if isinstance(each, SetSlot) else type(each) for each in choice.effects)
    return (choice.target, kinds) if kinds else choice.id
