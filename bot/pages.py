"""What every face shows to whoever looks for a thing, of whatever kind."""

from dataclasses import dataclass
from datetime import date
from typing import Generic

from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.case import Case
from dialogs.law import LawCard
from dialogs.ports import Books
from dialogs.refusals import Reason, Refusal
from dialogs.render.cases import case_kind
from dialogs.render.law import law_kind
from dialogs.render.lists import PAGE
from dialogs.render.look import Item, Look
from dialogs.render.looking import Kind, about, hits, start
from dialogs.sealed import Sealed
from dialogs.service import LookingService
from dialogs.service.looking import look_for
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class Pages(Generic[Item]):
    """The cards that show one kind of thing."""

    looking: LookingService[Kind[Item]]

    def start(self, actor: Actor) -> Card | Refusal:
        """Return the card that asks for a word and offers the topics."""
        kind = self.looking.look(actor)
        return kind if isinstance(kind, Refusal) else start(actor, kind)

    def looked(self, actor: Actor, look: Look, call: Language, today: date) -> Card | Refusal:
        """Return a list, or the card that is open; the only one that is found is opened.

        A line to say is in the language of the ``call``.
        """
        kind = self.looking.look(actor)
        if isinstance(kind, Refusal):
            return kind
        if look.card:
            card = look.card_in(kind.cards)
            return Refusal(Reason.UNKNOWN) if card is None else kind.opened(actor, card, look, call, today)
        if look.topic:
            beyond = look.page * PAGE >= len(kind.book.about(look.topic))
            return Refusal(Reason.UNKNOWN) if beyond else about(actor, kind, look.topic, look.page)
        if not look.words:
            return start(actor, kind)
        found = look_for(kind.book, Sealed(look.words))
        if isinstance(found, Refusal):
            return found
        if len(found.cards) == 1:
            return kind.opened(actor, found.cards[0], Look(), call, today)
        beyond = bool(look.page) and look.page * PAGE >= len(found.cards)
        return Refusal(Reason.UNKNOWN) if beyond else hits(actor, kind, found, look.page)


def law_pages(books: Books) -> Pages[LawCard]:
    """Return the cards that show the law."""
    return Pages(LookingService(books, Action.READ_LAW, lambda each: law_kind(each.law())))


def case_pages(books: Books) -> Pages[Case]:
    """Return the cards that show cases."""
    return Pages(LookingService(books, Action.READ_CASES, lambda each: case_kind(each.cases(), each.law())))
