"""What it means that the words of a call hold a term, the same on every store."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Final

from dialogs.events import Event, SummaryEdited, SummarySection, WordsMovedAway, WordsNoted
from dialogs.sealed import Sealed

LONGEST_TERM: Final = 40
"""Characters of a term; who types more than that has pasted a text."""
_AROUND: Final = 32
"""How much of the words is shown on either side of a term: 16 汉字 or 32 Latin letters."""
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Standing:
    """Words of a call that still stand, the event that holds them, and when they were said."""

    version: int
    said_at: datetime
    words: Sealed


def plain(text: str) -> str:
    """Return ``text`` as terms are compared: width, case and runs of white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds(text: str, term: str) -> bool:
    """Tell whether ``text`` holds ``term``, which :func:`plain` has written; an empty one is nowhere."""
    return bool(term) and term in plain(text)


def standing(events: Iterable[Event]) -> list[Standing]:
    """Return a session's notes and summary sections that were neither moved away nor rewritten."""
    notes: dict[int, Standing] = {}
    sections: dict[SummarySection, Standing] = {}
    for version, event in enumerate(events, 1):
        match event:
            case WordsNoted(said_at=said_at, words=words):
                notes[version] = Standing(version, said_at, words)
            case WordsMovedAway(noted=noted):
                notes.pop(noted, None)
            case SummaryEdited(at=at, section=section, words=words):
                sections[section] = Standing(version, at, words)
            case _:
                pass
    return [*notes.values(), *sections.values()]


def latest_holding(events: Iterable[Event], term: str) -> Standing | None:
    """Return the latest words of a session's events that stand and hold ``term``."""
    holding = [each for each in standing(events) if holds(each.words.reveal(), term)]
    return max(holding, key=lambda each: each.said_at, default=None)


def snippet(words: Sealed, term: str) -> tuple[Sealed, Sealed, Sealed]:
    """Return what stands before the first ``term`` in ``words``, the term as it was written, what follows.

    What is left out at an end is shown as an ellipsis.
    """
    text = words.reveal()
    begins, ends = _place(text, term)
    first, last = begins - _fitting(reversed(text[:begins])), ends + _fitting(text[ends:])
    before = (_CUT if first else "") + text[first:begins]
    after = text[ends:last] + (_CUT if last < len(text) else "")
    return Sealed(_in_a_line(before)), Sealed(_in_a_line(text[begins:ends])), Sealed(_in_a_line(after))


def _fitting(characters: Iterable[str]) -> int:
    """Return how many of ``characters`` are as wide as what is shown beside a term."""
    widths = accumulate(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in characters)
    return sum(1 for _ in takewhile(lambda width: width <= _AROUND, widths))


def _in_a_line(text: str) -> str:
    return text.replace("\n", " ")


def _place(text: str, term: str) -> tuple[int, int]:
    """Return where ``term`` begins and ends in ``text``; twice 0 when only the whole text shows it."""
    letters, places = "", list[tuple[int, int]]()
    for begins, cluster in _clusters(text):
        for letter in unicodedata.normalize("NFKC", cluster).casefold():
            shown = " " if letter.isspace() else letter
            if shown != " " or not letters.endswith(" "):
                letters += shown
                places.append((begins, begins + len(cluster)))
    found = letters.find(term)
    return (0, 0) if found < 0 else (places[found][0], places[found + len(term) - 1][1])


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Cut ``text`` into characters with the marks that combine with them, and tell where each begins."""
    begins = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield begins, text[begins:place]
            begins = place
