"""The cards that this program drew, for as long as nobody else draws there."""

from dataclasses import dataclass, field
from typing import Final

from bot.telegram.deeds import Glance
from bot.telegram.latest import Latest
from dialogs.ids import SessionId
from dialogs.ports import ShownCard

Key = tuple[int, SessionId]
"""A chat and the call whose card stands in it."""
MOST_KNOWN: Final = 50_000
"""Cards that are remembered, of ours and of others each.

One of ours that is not is drawn once more, closed; one of others is only looked at once more.
"""


@dataclass(frozen=True, slots=True)
class _Ours:
    digest: str
    glance: Glance


@dataclass(slots=True)
class Drawn:
    """What we drew last of each card, and how it was looked at.

    A record that is not the one that we wrote is another program's: of its cards we know neither whether a
    crash came between the edit and the record, nor which panel stands open.
    """

    _ours: Latest[Key, _Ours] = field(default_factory=lambda: Latest(MOST_KNOWN))
    _known: Latest[Key, tuple[str, int]] = field(default_factory=lambda: Latest(MOST_KNOWN))
    """Digest and version of the cards of others that were looked at."""

    def take(self, card: ShownCard, glance: Glance) -> None:
        """Remember that we drew ``card``, which is recorded so."""
        if card.session is not None:
            self._ours.note((card.chat, card.session), _Ours(card.digest, glance))
            self._known.forget((card.chat, card.session))

    def forget(self, card: Key) -> None:
        """Forget a card: it is being drawn, or nobody draws it any more."""
        self._ours.forget(card)

    def is_ours(self, card: ShownCard) -> bool:
        """Tell whether ``card``, as it is recorded, is what we drew last."""
        return self.glance(card) is not None

    def glance(self, card: ShownCard) -> Glance | None:
        """Return how ``card`` is looked at where we drew it; none where another program did."""
        ours = None if card.session is None else self._ours.get((card.chat, card.session))
        return ours.glance if ours is not None and ours.digest == card.digest else None

    def know(self, card: ShownCard) -> None:
        """Remember that a card of another program was looked at."""
        if card.session is not None:
            self._known.note((card.chat, card.session), (card.digest, card.version))

    def is_known(self, card: ShownCard) -> bool:
        """Tell whether ``card`` was looked at as it is recorded, or drawn by us."""
        if card.session is None:
            return False
        known = self._known.get((card.chat, card.session))
        return self.is_ours(card) or known == (card.digest, card.version)
