"""What is not to be said to a customer: the list in ``rules/unsaid.toml``, and texts that hold any of it."""

import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from dialogs.causes import Cause

_WORD = re.compile(r"[a-z0-9%]+(?:['-][a-z0-9]+)*")
LIST = Path(__file__).parent / "rules" / "unsaid.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Unsaid:
    """Some ways to say one thing that is better not said."""

    kind: str
    """``blame``, ``beyond``, ``silence`` or ``manner``."""
    cause: Cause | None
    """What its Chinese words hang on; without it those of its kind are said."""
    words: Mapping[str, Sequence[str]]
    """Language (``zh``, ``en``) → what is looked for; English in lower case."""
    but: Sequence[str]
    """What holds such words and is fine."""
    why: str
    instead: str


@cache
def unsaid() -> tuple[Unsaid, ...]:
    """Return the list, as it stands in the file."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["unsaid"]
    return tuple(
        Unsaid(
            each["kind"],
            None if "cause" not in each else Cause(each["cause"]),
            {"zh": tuple(each["zh"]), "en": tuple(each["en"])},
            tuple(each["but"]),
            each["why"],
            each["instead"],
        )
        for each in entries
    )


@lru_cache(maxsize=4096)
def said_in(text: str, language: str) -> Sequence[tuple[Unsaid, str]]:
    """Return what ``text`` had better not say, each entry once with the words found.

    Chinese words count wherever they stand, English ones as whole words.
    """
    plain = text if language == "zh" else text.lower().replace("’", "'")
    found: dict[Unsaid, str] = {}
    by_key = _by_key(language)
    for key in sorted(by_key.keys() & _keys_in(plain, language)):
        for words, entry in by_key[key]:
            if words in plain and entry not in found and _stands(entry, words, plain):
                found[entry] = words
    return tuple(found.items())


@cache
def _by_key(language: str) -> Mapping[str, Sequence[tuple[str, Unsaid]]]:
    """Return all that is looked for, by a part that a text must hold, so that most need not be looked for."""
    found: dict[str, list[tuple[str, Unsaid]]] = {}
    for entry in unsaid():
        for words in entry.words[language]:
            key = words[-2:] if language == "zh" else max(_WORD.findall(words), key=len)
            found.setdefault(key, []).append((words, entry))
    return found


def _keys_in(plain: str, language: str) -> set[str]:
    """Return the parts of a text that can be keys: every two characters and every one, or every word."""
    if language == "zh":
        return {*plain, *(one + other for one, other in itertools.pairwise(plain))}
    return set(_WORD.findall(plain))


def _stands(entry: Unsaid, words: str, plain: str) -> bool:
    """Tell whether ``words`` stand in a text on their own: no part of other words, nor of what is fine."""
    rest = plain
    for fine in entry.but:
        rest = rest.replace(fine, " ")
    start = rest.find(words)
    while start >= 0:
        before, behind = rest[:start][-1:], rest[start + len(words) :][:1]
        if not (words[0].isascii() and (_is_letter(before) or (_is_letter(behind) and words[-1] != "%"))):
            return True
        start = rest.find(words, start + 1)
    return False


def _is_letter(character: str) -> bool:
    """Tell whether a character would go on with a word of Latin letters."""
    return character.isascii() and character.isalnum()
