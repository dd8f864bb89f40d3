"""The longest words that a tap can put in the place of each placeholder."""

from collections.abc import Callable, Mapping, Sequence

from dialogs.placeholders import PLACEHOLDER
from playbooks.book import Book
from playbooks.lists import Item
from playbooks.words import Variant, Words

Measure = Callable[[str], int]
Fillings = Mapping[str, str]
"""Placeholder → its longest words in one language; what only a customer's own words fill is left out."""
_TYPED = {
    "money": Words(zh="¥99,999,999.99", en="CNY 99,999,999.99"),
    "date": Words(zh="2026年11月28日", en="28 September 2026"),
}
"""Type of a slot → the longest that can be typed for it, as it is said."""
_DUE = {"zh": "11月28日18点", "en": "28 November, 18:00"}


def fillings(book: Book, language: str, measure: Measure) -> Fillings:
    """Return the longest words for every placeholder that a tap fills, one thing each."""
    known: dict[str, Sequence[Words | Item]] = {}
    for name, slot in book.playbook.slots.items():
        blank = [] if slot.blank is None else [slot.blank]
        typed = [_TYPED[slot.type]] if slot.type in _TYPED else []
        known[name] = [*book.tapped_values(slot), *blank, *typed]
    remedies = [each.name for each in book.remedies.remedies] if book.remedies else []
    known |= {"owed": book.owed, "accepted": remedies, "promise": book.items("promises")}
    known |= {f"offer_{place}": remedies for place in (1, 2, 3)}
    longest = {
        name: max((said_in(each, language) for each in words), key=measure)
        for name, words in known.items()
        if words
    }
    return longest | {"due": _DUE[language]}


def said_in(words: Words | Variant | Item, language: str) -> str:
    """Return a text in one language."""
    return words.zh if language == "zh" else words.en


def filled(text: str, with_: Fillings) -> str:
    """Return ``text`` with what stands for its placeholders."""
    return PLACEHOLDER.sub(lambda found: with_.get(found[1], found[0]), text)
