"""The longest words that a tap can put in the place of each placeholder."""

from collections.abc import Callable, Mapping, Sequence

from dialogs.placeholders import PLACEHOLDER
from playbooks.book import Book
from playbooks.words import Words

Measure = Callable[[str], int]
Fillings = Mapping[str, Words]
"""Placeholder → the longest words of each language; what only a customer's own words fill is left out."""
_DUE = Words(zh="11月28日18点", en="28 November, 18:00")


def fillings(book: Book, measure: Measure) -> Fillings:
    """Return the longest words for every placeholder that a tap fills, one thing each."""
    known: dict[str, Sequence[Words]] = {}
    for name, slot in book.playbook.slots.items():
        held = [*(slot.values or {}).values(), *([] if slot.blank is None else [slot.blank])]
        if slot.values_from is not None:
            held += [Words(zh=item.zh, en=item.en) for item in book.items(slot.values_from)]
        known[name] = held
    remedies = [each.name for each in book.remedies.remedies] if book.remedies else []
    known["owed"] = [Words(zh=item.zh, en=item.en) for item in book.owed]
    known["accepted"] = remedies
    known |= {f"offer_{place}": remedies for place in (1, 2, 3)}
    known["promise"] = [Words(zh=item.zh, en=item.en) for item in book.items("promises")]
    known["due"] = [_DUE]
    return {
        name: Words(
            zh=max((each.zh for each in words), key=measure), en=max((each.en for each in words), key=measure)
        )
        for name, words in known.items()
        if words
    }


def filled(text: Words, with_: Fillings) -> tuple[str, str]:
    """Return the Chinese and the English of ``text`` with what stands for its placeholders."""
    return (
        PLACEHOLDER.sub(lambda found: with_[found[1]].zh if found[1] in with_ else found[0], text.zh),
        PLACEHOLDER.sub(lambda found: with_[found[1]].en if found[1] in with_ else found[0], text.en),
    )
