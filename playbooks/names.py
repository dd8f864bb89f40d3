"""Every name that a book gives to something, with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from playbooks.book import Book
from playbooks.parts import ENTITLEMENTS, LISTS, PLAYBOOK, REMEDIES
from playbooks.source import Trail


@dataclass(frozen=True, slots=True)
class Named:
    """One name. Two things of one kind and scope cannot share it."""

    kind: str
    """In a trainer's words: step, choice, item, exit, stage, slot, value, list, entry, remedy …"""
    name: str
    trail: Trail
    scope: str = ""
    part: str = PLAYBOOK
    at_key: bool = False


@lru_cache(maxsize=1)
def names(book: Book) -> Sequence[Named]:
    """Return every name of the book, in the order of its files."""
    return tuple(_names(book))


def _names(book: Book) -> Iterator[Named]:
    playbook = book.playbook
    yield Named("playbook", playbook.playbook, ("playbook",))
    for number, exit_ in enumerate(playbook.exits or ()):
        yield Named("exit", exit_, ("exits", number))
    for number, stage in enumerate(playbook.stages):
        yield Named("stage", stage.id, ("stages", number, "id"))
    for name, slot in playbook.slots.items():
        yield Named("slot", name, ("slots", name), at_key=True)
        for value in slot.values or {}:
            yield Named("value", value, ("slots", name, "values", value), name, at_key=True)
    for number, step in enumerate(playbook.steps):
        yield Named("step", step.id, ("steps", number, "id"))
        for place, item in enumerate(step.items):
            yield Named("item", item.id, ("steps", number, "items", place, "id"))
    yield from _choice_names(book)
    yield from _shared_names(book)


def _choice_names(book: Book) -> Iterator[Named]:
    """Yield the names of choices; those open everywhere count in each step that offers them."""
    for number, entry in enumerate(book.playbook.everywhere):
        yield Named("choice", entry.id, ("everywhere", number, "id"), "everywhere")
    for number, step in enumerate(book.playbook.steps):
        scope = f"steps {number}"
        for place, choice in enumerate(step.choices):
            yield Named("choice", choice.id, ("steps", number, "choices", place, "id"), scope)


def _shared_names(book: Book) -> Iterator[Named]:
    """Yield the names in lists and remedies."""
    for name in book.list_names():
        yield Named("list", name, ("lists", name), part=LISTS, at_key=True)
        for number, item in enumerate(book.items(name)):
            yield Named("entry", item.id, ("lists", name, number, "id"), name, LISTS)
    if book.remedies is None:
        return
    for number, remedy in enumerate(book.remedies.remedies):
        yield Named("remedy", remedy.id, (REMEDIES, number, "id"), part=REMEDIES)
    for number, owed in enumerate(book.remedies.entitlements):
        yield Named("entitlement", owed.id, (ENTITLEMENTS, number, "id"), part=REMEDIES)
