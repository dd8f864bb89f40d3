"""How one line became another, word by word; in Chinese, sign by sign."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"\{[a-z0-9_]+\}|[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
_ISLAND = 2
"""A kept piece of fewer signs between two changed ones is told with them: it reads better."""
_NEW_LINE = 0.35
"""Lines that share less than this are two lines."""


class Fate(StrEnum):
    """What became of a piece of a line."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words in a row; gone and new ones stand where they stood or stand."""

    fate: Fate
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both lines in order: kept and gone make the older line, kept and new the newer."""
    before, now = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, before, now, autojunk=False)
    if matcher.ratio() < _NEW_LINE:
        return tuple(_changed(old, new))
    runs = [
        (tag == "equal", "".join(before[start:end]), "".join(now[first:last]))
        for tag, start, end, first, last in matcher.get_opcodes()
    ]
    return tuple(_joined(runs))


def _joined(runs: list[tuple[bool, str, str]]) -> Iterator[Piece]:
    """Yield the pieces of ``runs``, small islands between changes taken into them."""
    gone, new = "", ""
    for number, (same, old, now) in enumerate(runs):
        if not same or (0 < number < len(runs) - 1 and len(old.strip()) < _ISLAND):
            gone, new = gone + old, new + now
            continue
        yield from _changed(gone, new)
        gone, new = "", ""
        yield Piece(Fate.KEPT, old)
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Fate.GONE, gone)
    if new:
        yield Piece(Fate.NEW, new)
