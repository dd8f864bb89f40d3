"""Looking for a thing by a word. What is looked for is kept nowhere, not even that somebody looked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.masking import mask
from dialogs.ports import Books
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.service.searching import term_of

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)
Stock = TypeVar("Stock")


@dataclass(frozen=True, slots=True)
class LookingService(Generic[Stock]):
    """The door to all that is there of one kind, for whoever may read it."""

    books: Books
    action: Action
    stock: Callable[[Books], Stock]

    def look(self, actor: Actor) -> Stock | Refusal:
        """Return all that there is."""
        return require(actor, self.action) or self.stock(self.books)


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """What came of looking for a word."""

    words: str
    """As they were compared, an identifier masked."""
    cards: Sequence[Item]
    """All that were found, the best first."""
    alike: Sequence[str]
    """Other words that may have been meant, where nothing was found."""


class Findable(Protocol[Item_co]):
    """Where things are looked for."""

    def find(self, words: str) -> Sequence[Item_co]:
        """Return what holds the words, the best first."""
        ...

    def alike(self, words: str) -> Sequence[str]:
        """Return what the words may have meant, the likest first."""
        ...


def look_for(book: Findable[Item], words: Sealed) -> Found[Item] | Refusal:
    """Return what holds ``words``; an empty text and a whole one are refused."""
    term = term_of(Sealed(mask(words.reveal()).text))
    if isinstance(term, Refusal):
        return term
    cards = book.find(term)
    return Found(term, cards, () if cards else book.alike(term))
