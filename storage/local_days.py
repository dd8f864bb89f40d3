"""Local days as spans of time, for lists that are narrowed to a day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def span(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the local ``day`` begins and when the next does, in UTC; some days have 23 or 25 hours."""
    begins = datetime.combine(day, time.min, zone).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return begins, ends
