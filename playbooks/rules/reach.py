"""Every step can be come to."""

from collections.abc import Iterator

from dialogs.program import RETURN
from playbooks.book import Book
from playbooks.graph import all_edges, reachable, starts_of
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find steps to which no walk comes; while a target or the start is wrong nobody can tell."""
    starts = starts_of(book)
    if not starts or book.playbook.stages[0].aside:
        return
    known = {RETURN, *book.steps}
    if any(each.to not in known for each in book.targets):
        return
    edges = all_edges(book)
    reached = frozenset().union(*(reachable(start, edges) for start in starts))
    for number, step in enumerate(book.playbook.steps):
        if step.id not in reached and step.id != RETURN:
            words = f'no choice leads to step "{step.id}"'
            yield Finding(("steps", number, "id"), words, "lead to it, or delete it")


RULE = Rule(
    code="PB201",
    title="Unreachable step",
    why="Someone wrote it for a reason, and nobody on a call will ever see it.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - id: listen
    stage: open
    say: {zh: 请讲。, en: Go ahead.}
    choices: [{id: on, label: {zh: 好, en: Good}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 好, en: Good}, to: listen}]
  - id: listen
    stage: open
    say: {zh: 请讲。, en: Go ahead.}
    choices: [{id: on, label: {zh: 好, en: Good}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
