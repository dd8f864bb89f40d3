"""The texts of one step that can be changed alone, and where each stands in its file."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.ids import StepId
from playbooks.book import Book
from playbooks.parts import PLAYBOOK
from playbooks.source import Plain, Trail
from playbooks.texts import Part
from playbooks.words import Variant, Words


@dataclass(frozen=True, slots=True)
class StepText:
    """One text of a step."""

    where: str
    """Its place within the step: ``say``, ``hints.0``, ``choices.1.label``."""
    trail: Trail
    words: Words | Variant
    verbatim: bool


def step_texts(book: Book, step: StepId) -> Iterator[StepText]:
    """Yield the texts that ``step`` spells out itself, in the order of its card; none for an unknown step.

    A text that several steps share stands elsewhere, and is not changed here.
    """
    number = next((place for place, each in enumerate(book.playbook.steps) if each.id == step), None)
    if number is None:
        return
    for text in book.texts:
        if text.part != PLAYBOOK or text.trail[:2] != ("steps", number):
            continue
        if isinstance(text.words, Words | Variant) and _is_spelt_out(book, text.trail):
            where = ".".join(map(str, text.trail[2:]))
            yield StepText(where, text.trail, text.words, text.role is Part.VERBATIM)


def _is_spelt_out(book: Book, trail: Trail) -> bool:
    """Tell whether both languages stand in the file at ``trail``, and not the name of a shared text."""
    there: Plain = book.sources[PLAYBOOK].tree
    for part in trail:
        match there, part:
            case dict(), str():
                there = there.get(part)
            case list(), int() if part < len(there):
                there = there[part]
            case _:
                return False
    return isinstance(there, dict) and {"zh", "en"} <= set(there)
