"""A reason for being closed belongs to a choice that can be closed."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find reasons that nobody will ever see."""
    for trail, _, choice in book.own_choices:
        if choice.closed is not None and choice.when is None:
            words = f'choice "{choice.id}" says why it is closed, but has no condition'
            yield Finding((*trail, "closed"), words, 'add "when", or delete the reason', at_key=True)


RULE = Rule(
    code="PB214",
    severity=Severity.WARNING,
    title="A reason nobody sees",
    why="Without a condition the choice is always open: what was to be held back is not.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, closed: {zh: 先记事实, en: Note a fact first}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: has(fact), closed: {zh: 先记, en: Note first}}
      - {id: skip, label: {zh: 跳过, en: Skip}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
