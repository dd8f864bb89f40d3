"""Turns the store read-only when commits keep failing, and lets one through now and then to see."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Final

from dialogs.ports import StorageUnavailableError
from storage.ports import Meter
from storage.sql.connection import Connection
from storage.sql.engine import Engine, Severity

LOG: Final = logging.getLogger(__name__)
FAILURES: Final = 2
"""Commits lost in a row. The first may be a hiccup; a second one, on a fresh connection, is a state."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds until the next attempt, doubled after each that fails."""


class Breaker:
    """Counts commits that were lost. While it is open, writes are refused at once, and none waits in vain."""

    def __init__(
        self, meter: Meter, engine: Engine[Connection], clock: Callable[[], float] = monotonic
    ) -> None:
        """Take who hears of it, who knows what an error means, and a clock that never goes back."""
        self._meter = meter
        self._engine = engine
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._closed_until = 0.0
        self._damaged = False

    def check(self) -> None:
        """Do nothing while writes are taken.

        Raises:
            StorageUnavailableError: the store is read-only for now; the message says what to do.
        """
        if self._damaged:
            raise StorageUnavailableError(self._engine.for_good)
        if self._failures >= FAILURES and self._clock() < self._closed_until:
            raise StorageUnavailableError(self._engine.read_only)

    def succeeded(self) -> None:
        """Hear that a commit is durable."""
        if self._failures >= FAILURES:
            LOG.warning("the store takes writes again")
            self._meter.writable(now=True)
        self._failures, self._pause = 0, FIRST_PAUSE

    def failed(self, error: StorageUnavailableError) -> None:
        """Hear that a commit was lost."""
        self._meter.lost()
        severity = self._engine.severity(error.__cause__)
        if severity is Severity.DAMAGE and not self._damaged:
            self._damaged = True
            self._alarm(self._engine.for_good)
        elif severity is Severity.LASTING:
            self._failures += 1
            if self._failures == FAILURES:
                self._alarm(self._engine.read_only)
            if self._failures >= FAILURES:
                self._closed_until = self._clock() + self._pause
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _alarm(self, what: str) -> None:
        LOG.critical("%s", what)
        self._meter.writable(now=False)
