"""Looking for a law card by a word. What is looked for is kept nowhere, not even that somebody looked."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.masking import mask
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.service.office import Office
from dialogs.service.searching import term_of


@dataclass(frozen=True, slots=True)
class LawFound:
    """What came of looking for a word."""

    words: str
    """As they were compared, an identifier masked."""
    cards: Sequence[LawCard]
    """All that were found, the best first."""
    alike: Sequence[str]
    """Other words that may have been meant, where nothing was found."""


@dataclass(frozen=True, slots=True)
class LawService:
    """The door to the law cards, for whoever may read them."""

    office: Office

    def book(self, actor: Actor) -> LawBook | Refusal:
        """Return every card with the topics."""
        return require(actor, Action.READ_LAW) or self.office.programs.law()

    def find(self, actor: Actor, words: Sealed) -> LawFound | Refusal:
        """Return the cards that hold ``words``; an empty text and a whole one are refused."""
        book, term = self.book(actor), term_of(Sealed(mask(words.reveal()).text))
        if isinstance(book, Refusal):
            return book
        if isinstance(term, Refusal):
            return term
        cards = book.find(term)
        return LawFound(term, cards, () if cards else book.alike(term))
