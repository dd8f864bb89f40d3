"""The texts of one step that can be changed alone, and where each stands in its file."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.ids import StepId
from playbooks.book import Book
from playbooks.parts import PLAYBOOK
from playbooks.source import Trail
from playbooks.texts import Part
from playbooks.words import Words


@dataclass(frozen=True, slots=True)
class StepText:
    """One text of a step."""

    where: str
    """Its place within the step: ``say``, ``hints.0``, ``choices.1.label``."""
    trail: Trail
    words: Words
    verbatim: bool


def step_texts(book: Book, step: StepId) -> Iterator[StepText]:
    """Yield the texts that ``step`` spells out itself, in the order of its card; none for an unknown step."""
    number = next((place for place, each in enumerate(book.playbook.steps) if each.id == step), None)
    if number is None:
        return
    for text in book.texts:
        if text.part == PLAYBOOK and text.trail[:2] == ("steps", number) and isinstance(text.words, Words):
            where = ".".join(map(str, text.trail[2:]))
            yield StepText(where, text.trail, text.words, text.role is Part.VERBATIM)
