"""How a card is to be drawn, what happens at one card just now, and what came of drawing it."""

import asyncio
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.telegram.deeds import Glance, ShowCall
from bot.telegram.drawing import MARK
from dialogs.ports import ShownCard


class Verdict(StrEnum):
    """What came of drawing a card once."""

    AGREES = "agrees"
    PLACED = "placed"
    """It stands in the chat and is known, still without its buttons."""
    AGAIN = "again"
    LOST = "lost"
    """Another program drew there meanwhile: nobody knows whose edit came last."""
    OVERTAKEN = "overtaken"
    """Another program drew the card since: what was to be opened on it for its person is not any more."""
    LEFT = "left"
    """Another program is just sending it anew, and what it sends is drawn next."""
    UNSURE = "unsure"
    SENT_UNSURE = "sent_unsure"
    """A copy may stand there that nobody knows of: another has to be sent."""
    GIVEN_UP = "given_up"


STANDS: Final = frozenset({Verdict.PLACED, Verdict.AGREES})
UNSURE: Final = frozenset({Verdict.UNSURE, Verdict.SENT_UNSURE})
_IN_VAIN: Final = UNSURE | {Verdict.AGAIN}
"""What is tried again after a while, in which others may draw the card."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a card is to be drawn."""

    wish: ShowCall
    aside: bool = False
    """As a call that is not the active one: it is never sent anew, and keeps no answers once it has ended."""
    again: bool = False
    """Once it was drawn, a panel or a notice counts only until another program draws the card."""
    over: str | None = None
    """As what the card was recorded when this was tried in vain, or what was open on it was looked up."""

    def after(self, older: "Look | None") -> "Look":
        """Return this look with what an older one, which it takes the place of, still owes."""
        if older is None:
            return self
        anew, surely = self.wish.anew or older.wish.anew, self.wish.surely or older.wish.surely
        return replace(self, wish=replace(self.wish, anew=anew, surely=surely))

    def tried(self, before: ShownCard | None, verdict: Verdict, *, went_on: bool) -> "Look":
        """Return how to draw after a try over ``before``; ``went_on`` tells whether the log says more."""
        wish, over = self.wish, None
        if verdict in STANDS or verdict is Verdict.SENT_UNSURE:
            wish = replace(wish, anew=verdict is Verdict.SENT_UNSURE, surely=False)
        lost = verdict is Verdict.LOST and (went_on or self.again or self.over is not None)
        if lost or verdict is Verdict.OVERTAKEN:
            wish = replace(wish, glance=Glance())  # it was for the card before
        if verdict in _IN_VAIN and self.over is None:
            over = recorded_as(before)
        elif verdict in _IN_VAIN or verdict is Verdict.LEFT:
            over = self.over
        return replace(self, wish=wish, over=over)

    def is_overtaken(self, before: ShownCard, *, is_ours: bool) -> bool:
        """Tell whether another program drew the card since we did, or since we looked at it or tried to."""
        if is_ours or self.wish.glance == Glance():
            return False
        return self.again if self.over is None else self.over != recorded_as(before)


def recorded_as(card: ShownCard | None) -> str:
    """Return the digest of a card without the mark of whoever is about to send it anew; empty for none."""
    return "" if card is None else card.digest.partition(MARK)[0]


@dataclass(slots=True)
class Busy:
    """What happens at one card just now."""

    now: Look
    """What is being drawn."""
    next: Look | None
    """What is wanted after that."""
    done: asyncio.Event = field(default_factory=asyncio.Event)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by a newer look: whoever waits before trying again need wait no longer."""

    def take(self, wish: ShowCall) -> None:
        """Let ``wish`` be drawn next; one that keeps what is open is drawn as the card is just now."""
        if wish.keeps:
            # By then another program may have drawn what its person tapped next.
            now = replace(self.now, again=True, wish=replace(self.now.wish, anew=False, surely=False))
            self.next = self.next or now
        else:
            self.next = Look(wish).after(self.next)
        self.woken.set()


def hands_on(look: Look, busy: Busy) -> bool:
    """Tell whether a newer look is wanted; it takes over what this one still owes."""
    if busy.next is None:
        return False
    busy.next = busy.next.after(look)
    return True
