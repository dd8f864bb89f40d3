"""In every state of a call some answer is open."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from dialogs.guards import (
    AllOf,
    AnyOf,
    Guard,
    Has,
    Not,
    OfferOpen,
    OptionsPicked,
    SlotIs,
    TemperatureAtMost,
)
from playbooks.book import Book
from playbooks.compiler import guard_of
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule

_MOST_QUESTIONS = 8
"""So many different conditions in one step are weighed in every combination; with more we warn."""
_Question = SlotIs | TemperatureAtMost | Has | OptionsPicked | OfferOpen


def _check(book: Book) -> Iterator[Finding]:
    """Find steps whose choices can all be closed at once."""
    for number, step in enumerate(book.playbook.steps):
        if not step.choices or step.pick is not None:
            continue
        conditions = [choice.when for choice in step.choices]
        guards = [] if None in conditions else [guard_of(each) for each in conditions if each is not None]
        if guards and _can_all_be_closed(guards):
            words = f'every choice of step "{step.id}" can be closed at once, the call could hang'
            yield Finding(("steps", number, "choices"), words, 'leave one choice without "when"', at_key=True)


def _can_all_be_closed(guards: Sequence[Guard]) -> bool:
    """Tell whether some answers to the questions in ``guards`` close them all."""
    questions = sorted({each for guard in guards for each in _questions(guard)}, key=repr)
    if len(questions) > _MOST_QUESTIONS:
        return True
    for answers in itertools.product((False, True), repeat=len(questions)):
        answered = dict(zip(questions, answers, strict=True))
        if not any(_holds(guard, answered) for guard in guards):
            return True
    return False


def _questions(guard: Guard) -> Iterator[_Question]:
    """Yield the single conditions within a guard."""
    match guard:
        case Not(inner):
            yield from _questions(inner)
        case AllOf(inners) | AnyOf(inners):
            for inner in inners:
                yield from _questions(inner)
        case _:
            yield guard


def _holds(guard: Guard, answered: Mapping[_Question, bool]) -> bool:
    """Tell whether a guard holds when its questions are answered so."""
    match guard:
        case Not(inner):
            return not _holds(inner, answered)
        case AllOf(inners):
            return all(_holds(inner, answered) for inner in inners)
        case AnyOf(inners):
            return any(_holds(inner, answered) for inner in inners)
        case SlotIs() | TemperatureAtMost() | Has() | OptionsPicked() | OfferOpen():
            return answered[guard]
        case _:
            assert_never(guard)


RULE = Rule(
    code="PB208",
    severity=Severity.WARNING,
    title="A step that could hang",
    why="With every answer closed nothing can be tapped, and the customer waits.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: {has: fact}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: {has: fact}}
      - {id: skip, label: {zh: 跳过, en: Skip}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
