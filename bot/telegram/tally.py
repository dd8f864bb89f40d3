"""What happens in the chats, told as it happens to whoever counts: by kind alone, never by person."""

from enum import StrEnum
from typing import Final, Protocol

from bot.telegram.fates import Fate
from dialogs.cards import Verb


class Settled(StrEnum):
    """What became of an update that needs no more of us."""

    TAKEN = "taken"
    """Carried out, or refused in words; durable."""
    IGNORED = "ignored"
    """Nothing of it is meant for us."""
    SET_ASIDE = "set_aside"
    """Given up after it raised or hung again and again."""


class Tally(Protocol):
    """Counts what happens in the chats. Called in the event loop; every method is quick and never raises.

    Nothing that it hears says who it was, in which call, or what was said.
    """

    def settled(self, how: Settled) -> None:
        """Hear that an update may be acknowledged, or will be."""
        ...

    def tapped(self, verb: Verb | None) -> None:
        """Hear that a tap was dealt with; none for a button that we never drew."""
        ...

    def refused(self, why: str) -> None:
        """Hear that somebody was told no: a reason as the catalogue of words knows it, without values."""
        ...

    def called(self, method: str, fate: Fate) -> None:
        """Hear what became of a call of the Bot API."""
        ...


class NoTally:
    """A :class:`Tally` for whoever does not count."""

    def settled(self, how: Settled) -> None:
        """Do nothing."""

    def tapped(self, verb: Verb | None) -> None:
        """Do nothing."""

    def refused(self, why: str) -> None:
        """Do nothing."""

    def called(self, method: str, fate: Fate) -> None:
        """Do nothing."""


NO_TALLY: Final = NoTally()
