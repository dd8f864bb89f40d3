"""Buttons that stand side by side can be told apart."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.document import ChoiceEntry
from playbooks.guarding import guard_on
from playbooks.lists import Item
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail
from playbooks.words import Words
from playbooks.world import world_of


def _check(book: Book) -> Iterator[Finding]:
    """Find choices of one step that can stand there together with the same words."""
    for number, step in enumerate(book.playbook.steps):
        offered = book.offered_in(step.stage) if step.kind != "end" else []
        beside: list[tuple[str, Words | Item, ChoiceEntry | None]] = [
            (each.id, each.label, None) for each in offered if each.when is None
        ]
        if step.pick is not None:
            beside += [(item.id, item, None) for item in book.items(step.pick.from_)]
        for place, choice in enumerate(step.choices):
            trail: Trail = ("steps", number, "choices", place, "label")
            yield from _clashes(book, trail, choice, beside)
            beside.append((choice.id, choice.label, choice))


def _clashes(
    book: Book, trail: Trail, choice: ChoiceEntry, beside: list[tuple[str, Words | Item, ChoiceEntry | None]]
) -> Iterator[Finding]:
    """Find another button with the words of ``choice`` that can be open at the same time."""
    zh, en = choice.label.zh, choice.label.en.lower()
    for other, label, spelt in beside:
        language = "zh" if label.zh == zh else "en" if label.en.lower() == en else None
        if language is not None and _can_meet(book, choice, spelt):
            said = f'this label stands on "{other}" of the same step too'
            yield Finding((*trail, language), said, "say on each what the customer did")
            return


def _can_meet(book: Book, one: ChoiceEntry, other: ChoiceEntry | None) -> bool:
    """Tell whether two choices can be open at once; none is one without a condition."""
    guards = [None if each is None else guard_on(book, each) for each in (one, other)]
    return world_of(book).can_hold(*(each for each in guards if each is not None))


RULE = Rule(
    code="PB308",
    severity=Severity.WARNING,
    title="Labels alike",
    why="In the middle of a call nobody remembers which of two equal buttons was which.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: agrees, label: {zh: 好, en: "Yes"}, to: bye}
      - {id: goes-on, label: {zh: 好, en: Go on}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: agrees, label: {zh: 好, en: "Yes"}, to: bye}
      - {id: goes-on, label: {zh: 继续, en: Go on}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
