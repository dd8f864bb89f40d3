"""A clock that only people's deeds move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class Ticking:
    """Goes on by a millisecond whenever somebody looks: no two events are of one time."""

    now: datetime = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now
