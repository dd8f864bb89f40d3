"""What a condition names is there, and can be compared as it is."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from playbooks.book import Book
from playbooks.meaning import Doubt, Trouble, troubles
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def doubted(book: Book, *doubts: Doubt) -> Iterator[Finding]:
    """Find what conditions get wrong in one of these ways, at its very character."""
    for doubt, finding in _doubted(book):
        if doubt in doubts:
            yield finding


@lru_cache(maxsize=1)
def _doubted(book: Book) -> Sequence[tuple[Doubt, Finding]]:
    """Return all that conditions get wrong: several rules ask for their share of it."""
    return tuple(
        (each.doubt, _found(trail, condition.text, each))
        for trail, condition in book.conditions
        for each in troubles(book, condition.expression)
    )


def _found(trail: Trail, text: str, each: Trouble) -> Finding:
    within, cause = (text, each.at), each.cause
    return Finding(trail, each.message, each.hint, within=within, cause=cause, instead=each.instead)


def _check(book: Book) -> Iterator[Finding]:
    """Find comparisons of two kinds of things."""
    return doubted(book, Doubt.KIND)


RULE = Rule(
    code="PB109",
    title="Comparison that cannot be made",
    why="What compares a number with a name is never or always so, and its choice never or always open.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: temperature = calm}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: temperature <= 2}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
