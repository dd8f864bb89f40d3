"""Which known name someone may have meant."""

import difflib
from collections.abc import Iterable

_LISTED = 8
"""More names than this in a hint are not read."""


def meant(name: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown ``name``: the nearest known one, else all of them when they are few."""
    names = list(known)
    if near := difflib.get_close_matches(name, names, n=1, cutoff=0.6):
        return f'did you mean "{near[0]}"?'
    if not names:
        return ""
    if len(names) <= _LISTED:
        return f"known here: {', '.join(names)}"
    return ""
