"""A check has something to tick, and nothing else has."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find checks without items, items elsewhere, and checks that pick from a list."""
    for number, step in enumerate(book.playbook.steps):
        if step.kind == "check" and not step.items:
            words = f'check "{step.id}" has nothing to tick'
            yield Finding(("steps", number, "id"), words, 'add "items:" with an id and a label each')
        if step.kind != "check" and step.items:
            words = f'"items" means nothing in step "{step.id}", which is no check'
            yield Finding(
                ("steps", number, "items"),
                words,
                'add "kind: check", or delete it',
                at_key=True,
                cause=Cause.PB408_ELSEWHERE,
            )
        if step.kind == "check" and step.pick is not None:
            words = f'check "{step.id}" has a pick beside its items'
            yield Finding(
                ("steps", number, "pick"),
                words,
                "pick in a step of its own",
                at_key=True,
                cause=Cause.PB408_PICK,
            )


RULE = Rule(
    code="PB408",
    title="Check without items",
    why="What is to be ticked stands on the card; without it there is nothing to check.",
    bad="""\
steps:
  - id: greet
    stage: open
    kind: check
    say: {zh: 您带了证件吗？, en: Did you bring your papers?}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    kind: check
    say: {zh: 您带了证件吗？, en: Did you bring your papers?}
    items: [{id: card, label: {zh: 身份证, en: Identity card}}]
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
