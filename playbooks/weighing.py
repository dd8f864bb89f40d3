"""Whether some guards can hold: every state of a call that their questions tell apart is tried."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, assert_never

from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Guard,
    Has,
    Not,
    OfferOpen,
    Question,
    RoleIs,
    SlotCompares,
    SlotIs,
    Ticked,
    Visits,
    compare,
)
from dialogs.roles import Role
from playbooks.limits import MAX_CHECK_ITEMS, MAX_OFFERS, MAX_TEMPERATURE

Subject: TypeAlias = tuple[str, str | int]
"""What a single condition asks about, such as one slot or the temperature: a kind and a name."""
Answer: TypeAlias = str | int | bool | None
"""What can be so of a subject; none for a slot that holds nothing."""
State: TypeAlias = Mapping[Subject, Answer]
_MOST = {Figure.TEMPERATURE: MAX_TEMPERATURE, Figure.OPTIONS: MAX_OFFERS, Figure.TICKED: MAX_CHECK_ITEMS}


def questions(guard: Guard) -> Iterator[Question]:
    """Yield the single conditions within a guard."""
    match guard:
        case Not(inner):
            yield from questions(inner)
        case AllOf(inners) | AnyOf(inners):
            for inner in inners:
                yield from questions(inner)
        case _:
            yield guard


def subject_of(question: Question) -> Subject:
    """Return what a single condition asks about; those of one subject hang together."""
    match question:
        case SlotIs(name, _) | SlotCompares(name, _, _):
            return ("slot", name)
        case Compares(what, _, _):
            return ("figure", what)
        case Visits(step, _, _):
            return ("visits", step)
        case RoleIs():
            return ("role", "")
        case Has(what):
            return ("has", what)
        case OfferOpen(place):
            return ("offer", place)
        case Ticked(item):
            return ("ticked", item)
        case _:
            assert_never(question)


def domains(guards: Iterable[Guard]) -> Mapping[Subject, Sequence[Answer]]:
    """Return each subject of ``guards`` with one answer for all that its questions do not tell apart."""
    asked: dict[Subject, list[Question]] = {}
    for guard in guards:
        for question in questions(guard):
            asked.setdefault(subject_of(question), []).append(question)
    return {subject: _domain(subject, of_it) for subject, of_it in sorted(asked.items(), key=repr)}


def _domain(subject: Subject, asked: Sequence[Question]) -> Sequence[Answer]:
    match subject:
        case ("slot", _):
            values = {each.value for each in asked if isinstance(each, SlotIs)}
            numbers = {each.number for each in asked if isinstance(each, SlotCompares)}
            return (None, "", *sorted(values), *_around(numbers, 0, None))
        case ("figure", name):
            figure = Figure(str(name))
            least = 1 if figure is Figure.TEMPERATURE else 0
            numbers = {each.number for each in asked if isinstance(each, Compares)}
            return _around(numbers, least, _MOST.get(figure))
        case ("visits", _):
            return _around({each.number for each in asked if isinstance(each, Visits)}, 0, None)
        case ("role", _):
            return tuple(Role)
        case _:
            return (False, True)


def _around(numbers: Iterable[int], least: int, most: int | None) -> Sequence[int]:
    """Return each number with its neighbours, as far as they can be."""
    near = {least, *(number + step for number in numbers for step in (-1, 0, 1))}
    return sorted(each for each in near if each >= least and (most is None or each <= most))


def states(of: Mapping[Subject, Sequence[Answer]], most: int) -> Iterator[State] | None:
    """Return every combination of answers; none when there are more than ``most``."""
    if math.prod(map(len, of.values())) > most:
        return None
    return (dict(zip(of, answers, strict=True)) for answers in itertools.product(*of.values()))


def holds_in(guard: Guard, state: State) -> bool:
    """Tell whether a guard holds when its subjects stand so."""
    match guard:
        case Not(inner):
            return not holds_in(inner, state)
        case AllOf(inners):
            return all(holds_in(inner, state) for inner in inners)
        case AnyOf(inners):
            return any(holds_in(inner, state) for inner in inners)
        case _:
            return _is_so(guard, state[subject_of(guard)])


def _is_so(question: Question, answer: Answer) -> bool:
    match question:
        case SlotIs(_, value):
            return answer == value
        case SlotCompares(_, how, number) | Compares(_, how, number) | Visits(_, how, number):
            return isinstance(answer, int) and compare(answer, how, number)
        case RoleIs(role):
            return answer == role
        case Has() | OfferOpen() | Ticked():
            return answer is True
        case _:
            assert_never(question)
