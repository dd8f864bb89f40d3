"""A question asks for exactly one thing, can be answered, and leads on."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.document import TYPED, StepEntry
from playbooks.limits import MAX_ITEMS
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _check(book: Book) -> Iterator[Finding]:
    """Find questions that ask for nothing or lead nowhere, and parts of a question elsewhere."""
    for number, step in enumerate(book.playbook.steps):
        trail: Trail = ("steps", number)
        if step.kind == "ask":
            yield from _question(book, trail, step)
        else:
            yield from _elsewhere(trail, step)


def _elsewhere(trail: Trail, step: StepEntry) -> Iterator[Finding]:
    for key, value in (("slot", step.slot), ("to", step.to)):
        if value is not None:
            words = f'"{key}" means nothing in step "{step.id}", which asks no question'
            yield Finding(
                (*trail, key),
                words,
                'add "kind: ask", or delete it',
                at_key=True,
                cause=Cause.PB407_ELSEWHERE,
            )


def _question(book: Book, trail: Trail, step: StepEntry) -> Iterator[Finding]:
    if step.slot is None:
        yield Finding(
            (*trail, "id"),
            f'question "{step.id}" does not say what it asks for',
            'add "slot: ..."',
            cause=Cause.PB407_SLOT,
        )
    if step.to is None:
        hint = 'add "to: ..." with the step that follows'
        yield Finding(
            (*trail, "id"), f'the answer to question "{step.id}" leads nowhere', hint, cause=Cause.PB407_TO
        )
    if step.pick is not None:
        words = f'question "{step.id}" has a pick beside its slot'
        yield Finding(
            (*trail, "pick"),
            words,
            "let the slot take its values from the list",
            at_key=True,
            cause=Cause.PB407_PICK,
        )
    slot = book.playbook.slots.get(step.slot or "")
    if slot is None:
        return
    if slot.type in TYPED:
        if step.listens_for is not None:
            words = f'what is typed at question "{step.id}" is its answer, and no {step.listens_for}'
            yield Finding((*trail, "listens_for"), words, "delete it", at_key=True, cause=Cause.PB407_LISTENS)
        return
    values = book.values(step.slot or "")
    if slot.type == "one_of" and not values and slot.values_from is None:
        words = f'slot "{step.slot}" has no values that could be tapped'
        yield Finding(
            (*trail, "slot"), words, "give it values, or write type: text", cause=Cause.PB407_VALUES
        )
    if slot.type == "one_of" and len(values) > MAX_ITEMS:
        words = f'slot "{step.slot}" has {len(values)} values'
        yield Finding((*trail, "slot"), words, f"a card shows at most {MAX_ITEMS}", cause=Cause.PB407_MANY)


RULE = Rule(
    code="PB407",
    title="Question that cannot be answered",
    why="A question without a slot remembers nothing, and one that leads nowhere ends the walk.",
    bad="""\
slots:
  amount: {type: money}
steps:
  - id: greet
    stage: open
    kind: ask
    slot: amount
    say: {zh: 多扣了多少？, en: How much was it?}
    choices: [{id: unsure, label: {zh: 记不清, en: Not sure}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  amount: {type: money}
steps:
  - id: greet
    stage: open
    kind: ask
    slot: amount
    to: bye
    say: {zh: 多扣了多少？, en: How much was it?}
    choices: [{id: unsure, label: {zh: 记不清, en: Not sure}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
