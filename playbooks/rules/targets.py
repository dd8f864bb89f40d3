"""Every choice leads to a step that exists."""

from collections.abc import Iterator

from dialogs.program import RETURN
from playbooks.book import Book
from playbooks.meaning import Doubt
from playbooks.nearby import meant
from playbooks.rules.conditions import doubted
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find targets that are no step, and steps in conditions."""
    steps = book.steps
    for target in book.targets:
        if target.to != RETURN and target.to not in steps:
            hint = meant(target.to, steps) or "add the step, or name another"
            yield Finding(target.trail, f'there is no step "{target.to}"', hint)
    yield from doubted(book, Doubt.STEP)


RULE = Rule(
    code="PB101",
    title="Unknown target",
    why="The tap would lead nowhere while a customer waits on the line.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bey}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
