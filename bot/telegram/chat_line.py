"""What waits to be done in one chat, in its order; what has become pointless meanwhile leaves the line."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.deeds import Delete, SendFile, ShowCard, Sweep, Tell

InOrder = ShowCard | Tell | Delete | SendFile | Sweep
"""The deeds that a chat sees one after another."""

MOST_WAITING: Final = 1000
"""Deeds that may wait in one chat, all different: a person who writes faster than Telegram lets the bot speak
fills no more memory than that."""


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A deed in line."""

    deed: InOrder
    drawn: tuple[asyncio.Event, ...] = ()
    """Set once the cards of calls that were asked for beside it have been drawn."""
    done: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it, or what took its place, has been done."""


@dataclass(slots=True)
class ChatLine:
    """The line of one chat: each deed once, each message redrawn once, the latest wish last."""

    missed: int = 0
    """Deeds that found no room."""
    _waiting: deque[Waiting] = field(default_factory=deque)

    def __len__(self) -> int:
        """Return how many deeds wait."""
        return len(self._waiting)

    def join(self, deed: InOrder, drawn: Iterable[asyncio.Event] = ()) -> Waiting | None:
        """Put ``deed`` at the end of the line; none when the line is full.

        It takes the place of what it makes pointless: the same words that wait already, and an older wish for
        the same message. That place is at the end, so that the last thing said is the last thing read.
        """
        older = next((each for each in self._waiting if _is_pointless(each.deed, deed)), None)
        if older is not None:
            self._waiting.remove(older)
        elif len(self._waiting) >= MOST_WAITING:
            self.missed += 1
            return None
        joined = Waiting(deed, tuple(drawn), older.done if older else asyncio.Event())
        self._waiting.append(joined)
        return joined

    def next(self) -> Waiting | None:
        """Take the first out of the line; none when nobody waits."""
        return self._waiting.popleft() if self._waiting else None

    def supersedes(self, deed: ShowCard) -> bool:
        """Tell whether a newer wish for the same message waits behind ``deed``."""
        wishes = (each.deed for each in self._waiting if isinstance(each.deed, ShowCard))
        return any(_same_message(each, deed) for each in wishes)


def _is_pointless(older: InOrder, newer: InOrder) -> bool:
    if isinstance(older, ShowCard) and isinstance(newer, ShowCard) and _same_message(older, newer):
        return True
    return older == newer


def _same_message(one: ShowCard, other: ShowCard) -> bool:
    return one.over is not None and one.over == other.over
