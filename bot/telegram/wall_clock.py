"""Notices when the clock on the wall is put back, by the one that only goes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

LEAST: Final = timedelta(minutes=1)
"""Less is waited out."""


@dataclass(slots=True)
class WallClock:
    """Compares the two clocks from one look to the next."""

    _seen: datetime | None = None
    _at: float = 0.0

    def went_back(self, now: datetime, at: float | None = None) -> timedelta:
        """Return by how much the clock on the wall, now at ``now``, was put back since the last look.

        ``at`` are the seconds of a clock that only goes on.
        """
        at = monotonic() if at is None else at
        expected = None if self._seen is None else self._seen + timedelta(seconds=at - self._at)
        self._seen, self._at = now, at
        if expected is None or expected - now < LEAST:
            return timedelta()
        return expected - now
