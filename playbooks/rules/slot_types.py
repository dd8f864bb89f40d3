"""A slot says what its type needs, and nothing that only another type has."""

import re
from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.document import SlotEntry
from playbooks.limits import SCALE_FROM, SCALE_TO
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail

_CURRENCY = re.compile(r"[A-Z]{3}")
_ONLY_FOR = {
    "values": ("one_of", "yes_no"),
    "values_from": ("one_of",),
    "words": ("one_of",),
    "currency": ("money",),
    "exact": ("money", "date"),
    "from": ("scale",),
    "to": ("scale",),
}
"""Key → the types that can have it."""


def _check(book: Book) -> Iterator[Finding]:
    """Find keys of another type, scales that are none, odd values of yes and no, and odd currencies."""
    for name, slot in book.playbook.slots.items():
        trail: Trail = ("slots", name)
        yield from _keys_of_others(trail, slot)
        match slot.type:
            case "scale":
                yield from _scale(trail, name, slot)
            case "yes_no":
                yield from _yes_no(trail, slot)
            case "money" if slot.currency is not None and not _CURRENCY.fullmatch(slot.currency):
                words = f'"{slot.currency[:40]}" is no currency'
                yield Finding(
                    (*trail, "currency"),
                    words,
                    "write three capital letters, such as CNY",
                    cause=Cause.PB406_CURRENCY,
                )
            case _:
                pass


def _keys_of_others(trail: Trail, slot: SlotEntry) -> Iterator[Finding]:
    given = slot.model_dump(by_alias=True, exclude_none=True)
    for key, types in _ONLY_FOR.items():
        if key in given and slot.type not in types:
            words = f'"{key}" means nothing in a slot of type {slot.type}'
            hint, instead = f"delete it, or write type: {types[0]}", f"type: {types[0]}"
            cause = Cause.PB406_KEY
            yield Finding((*trail, key), words, hint, at_key=True, cause=cause, instead=instead)


def _scale(trail: Trail, name: str, slot: SlotEntry) -> Iterator[Finding]:
    hint = f"write from: and to:, within {SCALE_FROM} to {SCALE_TO}"
    if slot.from_ is None or slot.to is None:
        yield Finding(
            trail,
            f'scale "{name}" does not say where it begins and ends',
            hint,
            at_key=True,
            cause=Cause.PB406_SCALE,
        )
        return
    for key, number in (("from", slot.from_), ("to", slot.to)):
        if not SCALE_FROM <= number <= SCALE_TO:
            words, fits = f"{number} cannot stand here", f"{SCALE_FROM}-{SCALE_TO}"
            hint, cause = f"{SCALE_FROM} to {SCALE_TO}", Cause.PB406_RANGE
            yield Finding((*trail, key), words, hint, cause=cause, instead=fits)
    if slot.from_ >= slot.to:
        words = f'scale "{name}" ends where it begins, or before'
        yield Finding((*trail, "to"), words, f"write more than {slot.from_}", cause=Cause.PB406_ORDER)


def _yes_no(trail: Trail, slot: SlotEntry) -> Iterator[Finding]:
    for value in slot.values or {}:
        if value not in {"yes", "no"}:
            words = f'"{value[:40]}" is neither yes nor no'
            hint = "name them yes and no, or write type: one_of"
            yield Finding((*trail, "values", value), words, hint, at_key=True, cause=Cause.PB406_YES_NO)


RULE = Rule(
    code="PB406",
    title="Slot that does not fit its type",
    why="The card draws an answer by the type of its slot; what the type does not know is passed over.",
    bad="""\
slots:
  mood: {type: scale, from: 5, to: 1}
steps:
  - {id: greet, stage: open, kind: ask, slot: mood, to: bye, say: {zh: 您有多不满？, en: How upset are you?}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  mood: {type: scale, from: 1, to: 5}
steps:
  - {id: greet, stage: open, kind: ask, slot: mood, to: bye, say: {zh: 您有多不满？, en: How upset are you?}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
