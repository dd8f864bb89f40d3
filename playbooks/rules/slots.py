"""What is remembered, and what is asked of it, is declared."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.document import TYPED
from playbooks.meaning import Doubt
from playbooks.nearby import meant
from playbooks.rules.conditions import doubted
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _check(book: Book) -> Iterator[Finding]:
    """Find slots and values in effects, guards and picks that are not declared."""
    for trail, effect in book.effects:
        for name, value in (effect.set_ or {}).items():
            yield from _set(book, (*trail, "set", name), name, value)
        if effect.clear is not None and effect.clear not in book.playbook.slots:
            hint = meant(effect.clear, book.playbook.slots) or "add it to slots"
            yield Finding(
                (*trail, "clear"), f'there is no slot "{effect.clear}"', hint, cause=Cause.PB111_SLOT
            )
    yield from doubted(book, Doubt.NAME)
    for number, step in enumerate(book.playbook.steps):
        if step.slot is not None and step.slot not in book.playbook.slots:
            hint = meant(step.slot, book.playbook.slots) or "add it to slots"
            yield Finding(
                ("steps", number, "slot"), f'there is no slot "{step.slot}"', hint, cause=Cause.PB111_SLOT
            )
        if step.pick is not None and step.pick.into is not None:
            yield from _picked(book, ("steps", number, "pick", "into"), step.pick.into, step.pick.from_)


def _set(book: Book, trail: Trail, name: str, value: str) -> Iterator[Finding]:
    """Find what is wrong with one slot that is set."""
    slots = book.playbook.slots
    if name not in slots:
        hint = meant(name, slots) or "add it to slots"
        yield Finding(trail, f'there is no slot "{name}"', hint, at_key=True, cause=Cause.PB111_SLOT)
    elif slots[name].type in TYPED:
        words = f'slot "{name}" is answered in writing and has no values'
        yield Finding(trail, words, "delete this, or give the slot another type", cause=Cause.PB111_TYPED)
    elif value not in book.values(name) and not book.has_unknown_list(name):
        hint = meant(value, book.values(name)) or "add it to the values of the slot"
        yield Finding(trail, f'slot "{name}" has no value "{value}"', hint, cause=Cause.PB111_VALUE)


def _picked(book: Book, trail: Trail, name: str, picked_from: str) -> Iterator[Finding]:
    """Find a pick into a slot that cannot hold every entry of the list."""
    slots = book.playbook.slots
    if name not in slots:
        hint = meant(name, slots) or "add it to slots"
        yield Finding(trail, f'there is no slot "{name}"', hint, cause=Cause.PB111_SLOT)
        return
    missing = [item.id for item in book.items(picked_from) if item.id not in book.values(name)]
    if missing and not book.has_unknown_list(name):
        words = f'slot "{name}" cannot hold "{missing[0]}" of the list "{picked_from}"'
        instead = f"values_from: {picked_from}"
        hint = f"give the slot {instead}"
        yield Finding(trail, words, hint, cause=Cause.PB111_PICKED, instead=instead)


RULE = Rule(
    code="PB111",
    title="Unknown slot or value",
    why="What is remembered under a mistyped name is asked for in vain later.",
    bad="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fees}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
