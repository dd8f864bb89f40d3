"""Whether calls reach Telegram and are answered: a change is logged once, and not every call."""

import logging
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.outcomes import Outcome

LOG: Final = logging.getLogger(__name__)
_NO_WORD: Final = {
    Outcome.NOT_SENT: "the server was not reached",
    Outcome.UNKNOWN: "nobody knows what became of it",
}


@dataclass(slots=True)
class Reach:
    """Remembers whether the last call heard a word of Telegram's; with a webhook nothing else would tell."""

    _failed: int = field(default=0, init=False)
    """Calls since the last that was answered."""

    def note(self, method: str, outcome: Outcome) -> None:
        """Note how a call fared, and log it when that is a change; a refusal is a word too."""
        if outcome in _NO_WORD:
            self._failed += 1
            if self._failed == 1:
                LOG.warning("calls to Telegram begin to fail: %s: %s", method, _NO_WORD[outcome])
        elif outcome is not Outcome.LATER and self._failed:
            LOG.warning("calls to Telegram pass again; %d failed", self._failed)
            self._failed = 0
