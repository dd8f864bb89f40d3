"""Looking for a thing by a word. What is looked for is kept nowhere, not even that somebody looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dialogs.masking import mask
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.service.searching import term_of

Item = TypeVar("Item")
Given_co = TypeVar("Given_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """What came of looking for a word."""

    words: str
    """As they were compared, an identifier masked."""
    cards: Sequence[Item]
    """All that were found, the best first."""
    alike: Sequence[str]
    """Other words that may have been meant, where nothing was found."""


class Findable(Protocol[Given_co]):
    """Where things are looked for."""

    def find(self, words: str) -> Sequence[Given_co]:
        """Return what holds the words, the best first."""
        ...

    def alike(self, words: str) -> Sequence[str]:
        """Return what the words may have meant, the likest first."""
        ...


def look_for(book: Findable[Item] | Refusal, words: Sealed) -> Found[Item] | Refusal:
    """Return what holds ``words``; an empty text and a whole one are refused, as is a refused ``book``."""
    term = term_of(Sealed(mask(words.reveal()).text))
    if isinstance(book, Refusal):
        return book
    if isinstance(term, Refusal):
        return term
    cards = book.find(term)
    return Found(term, cards, () if cards else book.alike(term))
