"""Looking for a case."""

from dataclasses import dataclass

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.service.looking import Found, look_for
from dialogs.service.office import Office


@dataclass(frozen=True, slots=True)
class CaseService:
    """The door to the cases, for whoever may read them."""

    office: Office

    def book(self, actor: Actor) -> CaseBook | Refusal:
        """Return every case with the kinds of complaint."""
        return require(actor, Action.READ_CASES) or self.office.programs.cases()

    def find(self, actor: Actor, words: Sealed) -> Found[Case] | Refusal:
        """Return the cases that hold ``words``; an empty text and a whole one are refused."""
        return look_for(self.book(actor), words)
