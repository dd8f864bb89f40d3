"""What is remembered, and what is asked of it, is declared."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.nearby import meant
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _check(book: Book) -> Iterator[Finding]:
    """Find slots and values in effects, guards and picks that are not declared."""
    for trail, _, effect in book.effects:
        for name, value in (effect.set_ or {}).items():
            yield from _asked(book, (*trail, "set", name), (*trail, "set", name), name, value)
    for trail, guard in book.guards:
        if guard.slot is not None and guard.is_ is not None:
            yield from _asked(book, (*trail, "slot"), (*trail, "is"), guard.slot, guard.is_)
    for number, step in enumerate(book.playbook.steps):
        if step.pick is not None and step.pick.into is not None:
            yield from _picked(book, ("steps", number, "pick", "into"), step.pick.into, step.pick.from_)


def _asked(book: Book, slot_trail: Trail, value_trail: Trail, name: str, value: str) -> Iterator[Finding]:
    """Find what is wrong with one slot and its value."""
    slots = book.playbook.slots
    if name not in slots:
        hint = meant(name, slots) or "add it to slots"
        yield Finding(slot_trail, f'there is no slot "{name}"', hint, at_key=slot_trail == value_trail)
    elif value not in book.values(name) and not _list_is_unknown(book, name):
        hint = meant(value, book.values(name)) or "add it to the values of the slot"
        yield Finding(value_trail, f'slot "{name}" has no value "{value}"', hint)


def _picked(book: Book, trail: Trail, name: str, picked_from: str) -> Iterator[Finding]:
    """Find a pick into a slot that cannot hold every entry of the list."""
    slots = book.playbook.slots
    if name not in slots:
        yield Finding(trail, f'there is no slot "{name}"', meant(name, slots) or "add it to slots")
        return
    missing = [item.id for item in book.items(picked_from) if item.id not in book.values(name)]
    if missing and not _list_is_unknown(book, name):
        words = f'slot "{name}" cannot hold "{missing[0]}" of the list "{picked_from}"'
        yield Finding(trail, words, f"give the slot values_from: {picked_from}")


def _list_is_unknown(book: Book, name: str) -> bool:
    """Tell whether the values of a slot come from a list that does not exist, which is told there."""
    origin = book.playbook.slots[name].values_from
    return origin is not None and not book.items(origin)


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
