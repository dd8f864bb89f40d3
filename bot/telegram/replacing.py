"""Which program sends a card anew: one at a time, by a mark in the record of the card that is replaced."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Final

from bot.telegram.drawing import MARK
from bot.telegram.latest import Latest
from dialogs.ports import ShownCard

LEFT_FOR: Final = 2.0
"""Seconds after which whoever marked a card is taken to be gone; a message is sent in a tenth of that."""
MOST_SEEN: Final = 10_000
"""Marks of others that are remembered; one that is not is left alone once more."""


@dataclass(slots=True)
class Replacing:
    """Marks cards that we are about to send anew, and knows since when others have marked theirs.

    A mark is set by compare and set, so that of two programs one sends. It needs no time in the database:
    each program counts from when it first saw the mark of another.
    """

    clock: Callable[[], float] = monotonic
    """Tells seconds, which never go back."""
    _name: str = field(default_factory=lambda: secrets.token_hex(4))
    _seen: Latest[tuple[int, int], tuple[str, float]] = field(default_factory=lambda: Latest(MOST_SEEN))
    """The mark of another at a chat's message, and when it was first seen."""

    def marked(self, card: ShownCard) -> ShownCard:
        """Return ``card`` with a mark of ours, unlike every other one, in place of any that it had."""
        mark = f"{MARK}{self._name}.{secrets.token_hex(4)}"
        return replace(card, digest=card.digest.partition(MARK)[0] + mark)

    def is_left_to_another(self, card: ShownCard) -> bool:
        """Tell whether another program may be sending ``card`` anew; its time counts from the first look."""
        mark, place = card.digest.partition(MARK)[2], (card.chat, card.message)
        if not mark or mark.startswith(self._name):
            return False
        known, since = self._seen.get(place) or ("", 0.0)
        if mark != known:
            since = self.clock()
            self._seen.note(place, (mark, since))
        return self.clock() - since < LEFT_FOR
