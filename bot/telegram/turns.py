"""When cards will look otherwise although nobody taps: a cue falls due, a guard waits for minutes."""

from dataclasses import dataclass, field
from datetime import datetime

from dialogs.ids import SessionId

Key = tuple[int, SessionId]
"""A chat and the call whose card stands in it."""


@dataclass(slots=True)
class Turns:
    """The time of the next change of each card that has one; read off the card itself, never stored."""

    _at: dict[Key, datetime] = field(default_factory=dict)

    def expect(self, card: Key, at: datetime | None) -> None:
        """Look at ``card`` again at ``at`` (aware), or not before somebody taps."""
        if at is None:
            self._at.pop(card, None)
        else:
            self._at[card] = at

    def take(self, now: datetime) -> list[Key]:
        """Return the cards that have changed by ``now``, and forget them until they are drawn again."""
        due = [card for card, at in self._at.items() if at <= now]
        for card in due:
            del self._at[card]
        return due
