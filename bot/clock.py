"""The one place where the program asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time as aware UTC."""
    return datetime.now(UTC)
