"""The law cards, as the chat shows them."""

from dataclasses import dataclass
from datetime import date

from bot.telegram.handlers.attention import Awaited
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.refusals import Reason, Refusal
from dialogs.render.law import law_card, law_found, law_start, law_topic
from dialogs.render.lists import PAGE
from dialogs.render.look import Look
from dialogs.sealed import Sealed
from dialogs.service.law import LawService
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class LawPages:
    """Implements :class:`Pages` for law cards."""

    law: LawService

    @property
    def awaited(self) -> Awaited:
        """Return what the next text is, once the start was shown."""
        return Awaited.LAW

    def start(self, actor: Actor) -> Card | Refusal:
        """Return the card that asks for a word and offers the topics."""
        book = self.law.book(actor)
        return book if isinstance(book, Refusal) else law_start(actor, book)

    def looked(self, actor: Actor, look: Look, call: Language, today: date) -> Card | Refusal:
        """Return a list, or the card that is open; the only one that is found is opened."""
        book = self.law.book(actor)
        if isinstance(book, Refusal):
            return book
        if look.card:
            card = look.card_in(book.cards)
            return Refusal(Reason.UNKNOWN) if card is None else law_card(actor, book, card, look, call, today)
        if look.topic:
            beyond = look.page * PAGE >= len(book.about(look.topic))
            return Refusal(Reason.UNKNOWN) if beyond else law_topic(actor, book, look.topic, look.page)
        if not look.words:
            return law_start(actor, book)
        found = self.law.find(actor, Sealed(look.words))
        if isinstance(found, Refusal):
            return found
        if len(found.cards) == 1:
            return law_card(actor, book, found.cards[0], Look(), call, today)
        beyond = bool(look.page) and look.page * PAGE >= len(found.cards)
        return Refusal(Reason.UNKNOWN) if beyond else law_found(actor, book, found, look.page)
