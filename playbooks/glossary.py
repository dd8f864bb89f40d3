"""What Chinese terms are called in English: the list in ``rules/glossary.toml``."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "rules" / "glossary.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term."""

    zh: str
    en: Sequence[str]
    """What it is called; the first is preferred."""
    unused: Sequence[str]
    """What it is not called here."""
    shape: re.Pattern[str]
    """Finds any of these as whole words; case counts where one is written in capitals."""


@cache
def glossary() -> tuple[Term, ...]:
    """Return the list, as it stands in the file."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["term"]
    return tuple(Term(each["zh"], each["en"], each["not"], _shape(each["not"])) for each in entries)


def miscalled(zh: str, en: str) -> Iterator[tuple[Term, str]]:
    """Yield the terms of a Chinese text that its English one calls otherwise, with the words found."""
    for term in glossary():
        if term.zh in zh and (found := term.shape.search(en)) is not None:
            yield term, found.group()


def _shape(words: Sequence[str]) -> re.Pattern[str]:
    each = (re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words)
    return re.compile(rf"\b(?:{'|'.join(each)})\b")
