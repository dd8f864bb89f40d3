"""Two who changed the same file: what one did is done again on what the other made of it, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of the base, from ``first`` up to but not with ``last``, that became ``lines``."""

    first: int
    last: int
    lines: tuple[bytes, ...]

    def meets(self, other: "_Hunk") -> bool:
        """Tell whether both changed one line, or put something at one place."""
        if self.first == self.last or other.first == other.last:
            return self.first <= other.last and other.first <= self.last
        return self.first < other.last and other.first < self.last


def merged(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """Return ``theirs`` with what ``mine`` changed of ``base``; none where both changed the same lines."""
    lines = base.splitlines(keepends=True)
    own, other = _hunks(lines, mine), _hunks(lines, theirs)
    own = [each for each in own if each not in other]
    if any(each.meets(one) for each in own for one in other):
        return None
    for hunk in sorted((*own, *other), key=lambda each: each.first, reverse=True):
        lines[hunk.first : hunk.last] = hunk.lines
    return b"".join(lines)


def _hunks(base: Sequence[bytes], content: bytes) -> list[_Hunk]:
    lines = content.splitlines(keepends=True)
    compared = SequenceMatcher(None, base, lines, autojunk=False)
    return [
        _Hunk(first, last, tuple(lines[begins:ends]))
        for fate, first, last, begins, ends in compared.get_opcodes()
        if fate != "equal"
    ]
