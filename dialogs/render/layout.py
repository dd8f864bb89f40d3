"""How buttons are laid out in rows."""

from collections.abc import Sequence

from dialogs.cards import Button

Rows = tuple[tuple[Button, ...], ...]


def in_pairs(buttons: Sequence[Button]) -> Rows:
    """Lay buttons two in a row, in their order."""
    return in_rows(buttons, 2)


def in_rows(buttons: Sequence[Button], most: int) -> Rows:
    """Lay buttons at most so many in a row, in their order."""
    return tuple(tuple(buttons[start : start + most]) for start in range(0, len(buttons), most))
