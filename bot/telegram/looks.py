"""How a card is to be drawn, what happens at one card just now, and what came of drawing it."""

import asyncio
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.telegram.deeds import ShowCall


class Verdict(StrEnum):
    """What came of drawing a card once."""

    AGREES = "agrees"
    PLACED = "placed"
    """It stands in the chat and is known, still without its buttons."""
    AGAIN = "again"
    LOST = "lost"
    """Another program drew there meanwhile: nobody knows whose edit came last."""
    LEFT = "left"
    """Another program is just sending it anew, and what it sends is drawn next."""
    UNSURE = "unsure"
    SENT_UNSURE = "sent_unsure"
    """A copy may stand there that nobody knows of: another has to be sent."""
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Look:
    """How a card is to be drawn."""

    wish: ShowCall
    aside: bool = False
    """As a call that is not the active one: it is never sent anew, and keeps no answers once it has ended."""
    again: bool = False
    """Once it was drawn, a panel or a notice counts only until another program draws the card."""

    def after(self, older: "Look | None") -> "Look":
        """Return this look with what an older one, which it takes the place of, still owes."""
        if older is None:
            return self
        anew, surely = self.wish.anew or older.wish.anew, self.wish.surely or older.wish.surely
        return replace(self, wish=replace(self.wish, anew=anew, surely=surely))


@dataclass(slots=True)
class Busy:
    """What happens at one card just now."""

    next: Look | None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by a newer look: whoever waits before trying again need wait no longer."""


def hands_on(look: Look, busy: Busy) -> bool:
    """Tell whether a newer look is wanted; it takes over what this one still owes."""
    if busy.next is None:
        return False
    busy.next = busy.next.after(look)
    return True
