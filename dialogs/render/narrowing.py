"""Buttons that narrow a list and turn its pages; each says what the list will be once it is tapped."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from dialogs.cards import Button, Verb
from dialogs.texts import Phrase

Choice = TypeVar("Choice")
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


def pages(
    verb: Verb, page: int, value: Callable[[int], str], *, more: bool
) -> tuple[tuple[Button, ...], ...]:
    """Return a row to turn pages with, none when there is but one; ``value`` encodes a page for a button."""
    newer = (Button(Phrase("button.newer"), verb, value(page - 1)),) if page else ()
    older = (Button(Phrase("button.older"), verb, value(page + 1)),) if more else ()
    return ((*newer, *older),) if newer or older else ()


def days(
    verb: Verb, day: date | None, today: date, value: Callable[[date | None], str]
) -> tuple[Button, ...]:
    """Return the buttons that narrow to a day; ``value`` encodes a day, or every day, for a button."""
    if day is None:
        return (Button(Phrase("button.filter_today"), verb, value(today)),)
    every = Button(Phrase("button.filter_any_day"), verb, value(None))
    if day <= _FIRST_DAY:
        return (every,)
    return (Button(Phrase("button.day_before"), verb, value(day - timedelta(days=1))), every)


def after(current: Choice | None, choices: Sequence[Choice]) -> Choice | None:
    """Return the next of ``choices`` in turn: none, which is all of them, after the last."""
    here = choices.index(current) + 1 if current in choices else 0
    return choices[here] if here < len(choices) else None


def read_day(text: str | None) -> date | None:
    """Read what ``%Y%m%d`` wrote.

    Raises:
        ValueError: that is no day, or none on which there was a call.
    """
    if not text:
        return None
    day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(text)
    return day
