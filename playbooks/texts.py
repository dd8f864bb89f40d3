"""Every text of a book with its place and its role."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from playbooks.book import ENTITLEMENTS, LISTS, PLAYBOOK, REMEDIES, Book
from playbooks.document import StepEntry
from playbooks.source import Trail
from playbooks.words import Words


class Part(StrEnum):
    """What a text is for, and so how long it may be."""

    SAY = "say"
    VERBATIM = "verbatim"
    ASIDE = "aside"
    """A hint, what not to say, or a cue."""
    LABEL = "label"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Written:
    """One text."""

    part: str
    """The file: ``playbook``, ``lists`` or ``remedies``."""
    trail: Trail
    role: Part
    words: Words
    is_filled: bool = False
    """Whether the card fills in the placeholders of this text."""


def texts(book: Book) -> Iterator[Written]:
    """Yield every text of the book."""
    playbook = book.playbook
    yield Written(PLAYBOOK, ("title",), Part.OTHER, playbook.title)
    for number, stage in enumerate(playbook.stages):
        yield Written(PLAYBOOK, ("stages", number, "title"), Part.LABEL, stage.title)
    for number, entry in enumerate(playbook.everywhere):
        yield Written(PLAYBOOK, ("everywhere", number, "label"), Part.LABEL, entry.label)
    yield from _slot_texts(book)
    for number, step in enumerate(playbook.steps):
        yield from _step_texts(("steps", number), step)
    for trail, _, choice in book.own_choices():
        yield Written(PLAYBOOK, (*trail, "label"), Part.LABEL, choice.label, is_filled=True)
        if choice.closed is not None:
            yield Written(PLAYBOOK, (*trail, "closed"), Part.LABEL, choice.closed)
    yield from _shared_texts(book)


def _slot_texts(book: Book) -> Iterator[Written]:
    """Yield the texts of the slots."""
    for name, slot in book.playbook.slots.items():
        if slot.blank is not None:
            yield Written(PLAYBOOK, ("slots", name, "blank"), Part.OTHER, slot.blank)
        for value, words in (slot.values or {}).items():
            yield Written(PLAYBOOK, ("slots", name, "values", value), Part.OTHER, words)


def _step_texts(trail: Trail, step: StepEntry) -> Iterator[Written]:
    """Yield the texts of one step, its choices left out."""
    yield Written(
        PLAYBOOK, (*trail, "say"), Part.VERBATIM if step.verbatim else Part.SAY, step.say, is_filled=True
    )
    for number, hint in enumerate(step.hints):
        yield Written(PLAYBOOK, (*trail, "hints", number), Part.ASIDE, hint, is_filled=True)
    if step.avoid is not None:
        yield Written(PLAYBOOK, (*trail, "avoid"), Part.ASIDE, step.avoid)
    if step.at_counter is not None:
        yield Written(PLAYBOOK, (*trail, "at_counter"), Part.ASIDE, step.at_counter, is_filled=True)


def _shared_texts(book: Book) -> Iterator[Written]:
    """Yield the texts of the lists and remedies."""
    for name in book.list_names():
        for number, item in enumerate(book.items(name)):
            yield Written(LISTS, ("lists", name, number), Part.LABEL, item.words)
    if book.remedies is None:
        return
    picked = any(step.pick is not None and step.pick.from_ == ENTITLEMENTS for step in book.playbook.steps)
    for number, owed in enumerate(book.remedies.entitlements):
        yield Written(
            REMEDIES, (ENTITLEMENTS, number, "name"), Part.LABEL if picked else Part.OTHER, owed.name
        )
        yield Written(REMEDIES, (ENTITLEMENTS, number, "say"), Part.SAY, owed.say)
    for number, remedy in enumerate(book.remedies.remedies):
        yield Written(REMEDIES, (REMEDIES, number, "name"), Part.OTHER, remedy.name)
        yield Written(REMEDIES, (REMEDIES, number, "say"), Part.SAY, remedy.say)
