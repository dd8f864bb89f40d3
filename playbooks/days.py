"""Days, as files write them."""

from datetime import date

from pydantic_core import PydanticCustomError


def day(value: object) -> object:
    """Read ``2027-05-31``; anything else is left for the type to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as broken:
        raise PydanticCustomError("day", '"{text}" is not a day', {"text": value[:40]}) from broken
