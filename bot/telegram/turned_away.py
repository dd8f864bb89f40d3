"""What is turned away at the webhook, said now and then: a wrong secret must not be a silence."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

LOG: Final = logging.getLogger(__name__)
SAID_EVERY: Final = 60.0
"""Seconds between two lines: anybody may knock as often as they like."""


@dataclass(slots=True)
class TurnedAway:
    """Counts refusals by their status; the first is said at once, those of a minute together."""

    clock: Callable[[], float]
    """Returns seconds of a clock that never goes back."""
    _counts: Counter[int] = field(default_factory=Counter)
    _silent_until: float = 0.0

    def count(self, status: int) -> None:
        """Count one more refusal; of who knocked nothing is kept."""
        self._counts[status] += 1
        now = self.clock()
        if now < self._silent_until:
            return
        told = ", ".join(f"{times} with {status}" for status, times in sorted(self._counts.items()))
        LOG.warning("deliveries turned away: %s (401 and 403: see HEJIE_WEBHOOK_SECRET and the proxy)", told)
        self._counts.clear()
        self._silent_until = now + SAID_EVERY
