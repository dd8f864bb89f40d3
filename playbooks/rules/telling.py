"""A real case is told while the customer is still there."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find ends that offer cases."""
    for number, step in enumerate(book.playbook.steps):
        if step.cases and step.kind == "end":
            words = f'step "{step.id}" ends the call: its card opens no case'
            hint = "delete it, or put it at the step that asks for trust"
            yield Finding(("steps", number, "cases"), words, hint, at_key=True)


RULE = Rule(
    code="PB414",
    title="A case when the call is over",
    why="A real case is told to be believed. Once the customer has gone, nobody hears it.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, cases: true, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    cases: true
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
