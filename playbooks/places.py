"""Lines and columns of a text, from 1; and where a character of a value stands, whatever its quotes."""

import re
from functools import lru_cache

Place = tuple[int, int]
"""Line and column, from 1."""
LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPE_LENGTH = {"x": 4, "u": 6, "U": 10}
"""The letter after a backslash → characters of the whole escape; all others take two."""


def place_after(before: str) -> Place:
    """Return the place of the character that follows ``before``."""
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = len(LINE_END.findall(before))
    return (lines + 1, len(before) - line_start + 1)


def index_of(text: str, place: Place) -> int:
    """Return which character of ``text``, from 0, stands at ``place``."""
    line, column = place
    starts = _line_starts(text)
    return (starts[line - 1] if line <= len(starts) else len(text)) + column - 1


@lru_cache(maxsize=32)
def _line_starts(text: str) -> tuple[int, ...]:
    """Return where each line begins, from 0: asked for again and again of the same few files."""
    return (0, *(ended.end() for ended in LINE_END.finditer(text)))


def place_within(text: str, begins: Place, value: str, at: int) -> Place:
    """Return where character ``at`` (from 0) of ``value`` stands; it is written in ``text`` from ``begins``.

    Quotes, escapes, and lines that are folded into one are taken for what they stand for.
    """
    index = index_of(text, begins)
    mark = text[index : index + 1]
    quote = mark if mark in {'"', "'"} else ""
    if quote:
        index += 1
    elif mark in {"|", ">"}:
        ended = LINE_END.search(text, index)
        index = _past_blanks(text, len(text) if ended is None else ended.end())
    done = 0
    while done < at and index < len(text):
        blanks = len(value) - done - len(value[done:].lstrip())
        folded = _past_blanks(text, index)
        if blanks and any(mark in text[index:folded] for mark in "\r\n"):
            index, done = folded, done + blanks
        else:
            index, done = index + _length(text, index, quote), done + 1
    return place_after(text[:index])


def _past_blanks(text: str, index: int) -> int:
    """Return where the next character stands that is no white space."""
    while index < len(text) and text[index].isspace():
        index += 1
    return index


def _length(text: str, index: int, quote: str) -> int:
    """Return how many characters of the file stand for one of the value."""
    if quote == '"' and text[index] == "\\":
        return _ESCAPE_LENGTH.get(text[index + 1 : index + 2], 2)
    return 2 if quote == "'" and text[index] == "'" else 1
