"""Looking for a law card."""

from dataclasses import dataclass

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.service.looking import Found, look_for
from dialogs.service.office import Office


@dataclass(frozen=True, slots=True)
class LawService:
    """The door to the law cards, for whoever may read them."""

    office: Office

    def book(self, actor: Actor) -> LawBook | Refusal:
        """Return every card with the topics."""
        return require(actor, Action.READ_LAW) or self.office.programs.law()

    def find(self, actor: Actor, words: Sealed) -> Found[LawCard] | Refusal:
        """Return the cards that hold ``words``; an empty text and a whole one are refused."""
        return look_for(self.book(actor), words)
