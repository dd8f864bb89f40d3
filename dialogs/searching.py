"""What it means that words hold a term, the same on every store."""

import unicodedata
from typing import Final

LONGEST_TERM: Final = 40
"""Characters of a term; who types more than that has pasted a text."""


def plain(text: str) -> str:
    """Return ``text`` as terms are compared: width, case and runs of white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds(text: str, term: str) -> bool:
    """Tell whether ``text`` holds ``term``, which :func:`plain` has written; an empty one is nowhere."""
    return bool(term) and term in plain(text)
