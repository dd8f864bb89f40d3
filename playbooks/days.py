"""Days and months, as files write them."""

import re
from datetime import date
from typing import Final

from pydantic_core import PydanticCustomError

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def day(value: object) -> object:
    """Read ``2027-05-31``; anything else is left for the type to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as broken:
        raise PydanticCustomError("day", '"{text}" is not a day', {"text": value[:40]}) from broken


def month(value: object) -> object:
    """Read ``2027-05``; what is no text is left for the type to refuse."""
    if isinstance(value, str) and not _MONTH.fullmatch(value.strip()):
        raise PydanticCustomError("month", '"{text}" is not a month', {"text": value[:40]})
    return value
