"""The cases, as the chat shows them."""

from dataclasses import dataclass
from datetime import date

from bot.telegram.handlers.attention import Awaited
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.case import Case
from dialogs.refusals import Reason, Refusal
from dialogs.render.cases import case_card, case_found, case_start, case_topic
from dialogs.render.lists import PAGE
from dialogs.render.look import Look
from dialogs.sealed import Sealed
from dialogs.service.cases import CaseService
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class CasePages:
    """Implements :class:`Pages` for cases."""

    cases: CaseService

    @property
    def awaited(self) -> Awaited:
        """Return what the next text is, once the start was shown."""
        return Awaited.CASE

    def start(self, actor: Actor) -> Card | Refusal:
        """Return the card that asks for a word and offers the kinds of complaint."""
        book = self.cases.book(actor)
        return book if isinstance(book, Refusal) else case_start(actor, book)

    def looked(self, actor: Actor, look: Look, call: Language, today: date) -> Card | Refusal:
        """Return a list, or the case that is open; the only one that is found is opened."""
        book = self.cases.book(actor)
        if isinstance(book, Refusal):
            return book
        if look.card:
            case = look.card_in(book.cards)
            return Refusal(Reason.UNKNOWN) if case is None else self._opened(actor, case, look, call, today)
        if look.topic:
            beyond = look.page * PAGE >= len(book.about(look.topic))
            return Refusal(Reason.UNKNOWN) if beyond else case_topic(actor, book, look.topic, look.page)
        if not look.words:
            return case_start(actor, book)
        found = self.cases.find(actor, Sealed(look.words))
        if isinstance(found, Refusal):
            return found
        if len(found.cards) == 1:
            return self._opened(actor, found.cards[0], Look(), call, today)
        beyond = bool(look.page) and look.page * PAGE >= len(found.cards)
        return Refusal(Reason.UNKNOWN) if beyond else case_found(actor, book, found, look.page)

    def _opened(self, actor: Actor, case: Case, look: Look, call: Language, today: date) -> Card:
        return case_card(actor, self.cases.office.programs.law(), case, look, call, today)
