"""How long a text is, to the eye and to the tongue."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from playbooks.limits import PLACEHOLDER_COLUMNS
from playbooks.placeholders import placeholder_count, without_placeholders

_SPOKEN = re.compile(
    r"[㐀-䶿一-鿿豈-﫿]|[^\W_㐀-䶿一-鿿豈-﫿][^\W㐀-䶿一-鿿豈-﫿]*(?:['’.\-][^\W㐀-䶿一-鿿豈-﫿]+)*"
)
"""A Chinese character, or a word of another script with its apostrophes and hyphens."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a text may hold: Chinese characters, words of English."""

    zh: int
    en: int

    def over(self, zh: str, en: str) -> Iterator[tuple[str, str, int]]:
        """Yield each language in which a text holds more: what to say of that, and how much it may hold."""
        for language, text, most, unit in (
            ("zh", zh, self.zh, "Chinese characters"),
            ("en", en, self.en, "words"),
        ):
            if not is_surely_short(text, most) and (length := spoken_length(text)) > most:
                yield language, f"this text has {length} {unit}", most


def is_surely_narrow(text: str, most: int) -> bool:
    """Tell at a glance that ``text`` takes at most ``most`` columns."""
    return 2 * len(text) + PLACEHOLDER_COLUMNS * text.count("{") <= most


def columns(text: str) -> int:
    """Return the width of a label: a Chinese character takes two columns, a Latin letter one."""
    if text.isascii() and text.isprintable() and "{" not in text:
        return len(text)
    letters = without_placeholders(text)
    return sum(map(_columns_of, letters)) + placeholder_count(text) * PLACEHOLDER_COLUMNS


def _columns_of(character: str) -> int:
    """Return the columns of one character; marks that join or combine take none."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def is_surely_short(text: str, most: int) -> bool:
    """Tell at a glance that ``text`` has at most ``most`` words; a word and a space take two characters."""
    return len(text) <= most or (text.isascii() and len(text) < 2 * most)


def spoken_length(text: str) -> int:
    """Return how many Chinese characters and words there are to say; a placeholder counts as one."""
    return len(_SPOKEN.findall(text))
