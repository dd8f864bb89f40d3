"""What became of a call to the Bot API, as finely as whoever watches the bot wants to know it.

Whoever shows a card needs less: to them a broken connection, a time-out and a 5xx are one outcome.
"""

from enum import StrEnum

from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.telegram.backend import BrokenError, FloodError, NotSentError
from bot.telegram.outcomes import Outcome, meant


class Fate(StrEnum):
    """What became of a call."""

    DONE = "done"
    UNCHANGED = "unchanged"
    """The message says that already."""
    GONE = "gone"
    """The message is not in the chat any more."""
    TOO_OLD = "too_old"
    """The message or the tap is too old to be changed or answered."""
    BLOCKED = "blocked"
    """The person blocked the bot or never started it."""
    FLOOD = "flood"
    """429: too many calls for this chat."""
    SERVER_ERROR = "server_error"
    """Any 5xx, and whatever else a gateway says in Telegram's place."""
    TIMEOUT = "timeout"
    """Sent, and not answered in time."""
    BROKEN = "broken"
    """Sent, and the connection broke before the answer."""
    NOT_SENT = "not_sent"
    """The server was not reached."""
    REFUSED = "refused"
    """A bad request, or a token that is not known: our own mistake."""
    CONFLICT = "conflict"
    """409: another program asks for this bot's updates, or a webhook is set."""
    UNREADABLE = "unreadable"
    """Answered with something that is no answer of the Bot API."""


_MEANT = {
    Outcome.UNCHANGED: Fate.UNCHANGED,
    Outcome.GONE: Fate.GONE,
    Outcome.TOO_OLD: Fate.TOO_OLD,
    Outcome.BLOCKED: Fate.BLOCKED,
}


def fate_of(error: TelegramError) -> Fate:
    """Return what became of a call that raised ``error``."""
    match error:
        case FloodError():
            return Fate.FLOOD
        case NotSentError():
            return Fate.NOT_SENT
        case BrokenError():
            return Fate.BROKEN
        case TimedOut():
            return Fate.TIMEOUT
        case BadRequest():
            return _MEANT.get(meant(error.message), Fate.REFUSED)
        case Forbidden():
            return Fate.BLOCKED
        case InvalidToken():
            return Fate.REFUSED
        case Conflict():
            return Fate.CONFLICT
        case NetworkError():
            return Fate.SERVER_ERROR
        case _:
            return Fate.UNREADABLE
