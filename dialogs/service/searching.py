"""Looking for calls by what was said in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.ids import Cause
from dialogs.ports import Found
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.searching import LONGEST_TERM, plain
from dialogs.service.accesses import AccessService
from dialogs.service.office import Office


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of a search."""

    term: Sealed
    """As it was compared; it is kept nowhere."""
    found: Sequence[Found]
    """The latest call first."""
    more: bool
    """Whether more calls hold the term than were asked for."""


@dataclass(frozen=True, slots=True)
class SearchService:
    """The door for whoever may search the words of other people's calls."""

    office: Office

    async def search(self, actor: Actor, words: Sealed, most: int, cause: Cause) -> Searched | Refusal:
        """Return at most ``most`` calls whose words hold ``words``; that somebody searched is recorded.

        An identifier is looked for as it would be kept, by its last four characters.
        """
        refusal = require(actor, Action.SEARCH)
        term = refusal or term_of(words)
        if isinstance(term, Refusal):
            return term
        found = await self.office.views.search(actor, term, most + 1)
        shown = found[:most]
        noted = await AccessService(self.office).searched(actor, len(shown), cause)
        if isinstance(noted, Refusal):
            return noted
        return Searched(Sealed(term), shown, more=len(found) > most)


def term_of(words: Sealed) -> str | Refusal:
    """Return what ``words`` are compared as; an empty term and a whole text are refused."""
    term = plain(words.reveal())
    if not term:
        return Refusal(Reason.TERM_EMPTY)
    too_long = Refusal(Reason.TERM_TOO_LONG, values={"most": LONGEST_TERM})
    return term if len(term) <= LONGEST_TERM else too_long
