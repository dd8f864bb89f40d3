"""What became of a call to the Bot API, as a value."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LOG: Final = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a call."""

    DONE = "done"
    UNCHANGED = "unchanged"
    GONE = "gone"
    """The message is not in the chat any more."""
    TOO_OLD = "too_old"
    """The message stays as it is for ever; the tap cannot be answered any more."""
    BLOCKED = "blocked"
    """The person blocked the bot or never started it."""
    LATER = "later"
    """Too many calls for this chat: nothing was done, wait. What any gateway refuses with 429 it has not let
    through."""
    NOT_SENT = "not_sent"
    """The server was not reached: nothing was done."""
    UNKNOWN = "unknown"
    """Sent, and nobody knows whether it was done: no answer in time, a broken connection, or any 5xx.

    A 5xx tells nothing, whoever wrote it. A gateway's page means that the answer was lost. The Bot API's own
    ``500`` in JSON is what it says of calls that were under way when it restarted (``Internal Server Error:
    restart``), and of a message that was sent and then could not be returned: in its source (``Client.cpp``,
    ``on_closed`` and ``delete_message``) queries fail so whose messages may have gone out.
    """
    REFUSED = "refused"
    """Our own mistake; logged."""


_MEANINGS: Final = (
    ("message is not modified", Outcome.UNCHANGED),
    ("message to edit not found", Outcome.GONE),
    ("message to delete not found", Outcome.GONE),
    ("message identifier is not specified", Outcome.GONE),
    ("message_id_invalid", Outcome.GONE),
    ("message can't be edited", Outcome.TOO_OLD),
    ("no text in the message to edit", Outcome.TOO_OLD),  # it is a file
    ("message can't be deleted", Outcome.TOO_OLD),
    ("query is too old", Outcome.TOO_OLD),
    ("query_id_invalid", Outcome.TOO_OLD),
    ("chat not found", Outcome.BLOCKED),
)
"""Parts of the Bot API's sentences, in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a call; ``message`` is the id of a message that was sent."""

    outcome: Outcome
    message: int = 0


def meaning(method: str, sentence: str) -> Outcome:
    """Return what the Bot API means by refusing a call of ``method``; a mistake of ours is logged."""
    outcome = meant(sentence)
    if outcome is Outcome.REFUSED:
        LOG.error("%s was refused as a bad request", method)
    return outcome


def meant(sentence: str) -> Outcome:
    """Return what the Bot API means by refusing a call as a bad request with ``sentence``."""
    said = sentence.lower()
    return next((outcome for part, outcome in _MEANINGS if part in said), Outcome.REFUSED)
