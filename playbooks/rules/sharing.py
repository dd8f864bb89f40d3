"""Slots are shared by name between a playbook and those that it goes into, so they are declared alike."""

from collections.abc import Iterator, Mapping

from playbooks.book import Book
from playbooks.document import SlotEntry
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _check(book: Book) -> Iterator[Finding]:
    """Find slots that are declared otherwise in a playbook that is gone into; each name is told once."""
    known: dict[str, tuple[SlotEntry, str]] = {
        name: (slot, book.slug) for name, slot in book.playbook.slots.items()
    }
    told: set[str] = set()
    for way in book.excursions:
        for name, (slot, owner) in _slots_of(book, way.into, {book.slug}).items():
            first, first_owner = known.setdefault(name, (slot, owner))
            if first != slot and name not in told:
                told.add(name)
                own = name in book.playbook.slots
                trail: Trail = ("slots", name) if own else (*way.trail, "into")
                words = f'the slot "{name}" is declared otherwise in playbook "{owner}"'
                words += "" if own else f' than in "{first_owner}"'
                yield Finding(trail, words, "write the same in both: they share it", at_key=own)


def _slots_of(book: Book, slug: str, gone: set[str]) -> Mapping[str, tuple[SlotEntry, str]]:
    """Return the slots of a playbook and of all that it goes into; of two with the same name the first."""
    called = book.called(slug)
    if called is None or slug in gone:
        return {}
    gone.add(slug)
    slots = {name: (slot, slug) for name, slot in called.playbook.slots.items()}
    for way in called.excursions:
        slots = {**_slots_of(book, way.into, gone), **slots}
    return slots


_GOOD = """\
slots:
  mood: {values: {angry: {zh: 生气, en: angry}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {mood: angry}}]}
      - {id: calm, label: {zh: 安抚, en: Calm}, into: calming, exits: {gives-up: bye}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""

RULE = Rule(
    code="PB507",
    title="Slot declared in two ways",
    why="A value that one playbook remembers would mean nothing in the other, or something else.",
    bad=_GOOD.replace("angry", "cross"),
    good=_GOOD,
    check=_check,
)
