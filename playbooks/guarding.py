"""The conditions of a book as guards, each with the choice that it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogs.guards import Guard
from playbooks.book import Book
from playbooks.document import ChoiceEntry, EverywhereEntry
from playbooks.meaning import guard_of, troubles
from playbooks.source import Trail


@dataclass(frozen=True, slots=True)
class Guarded:
    """One choice that is open only at times."""

    trail: Trail
    """Where its ``when`` stands."""
    choice: ChoiceEntry | EverywhereEntry
    guard: Guard


@lru_cache(maxsize=1)
def guarded(book: Book) -> Sequence[Guarded]:
    """Return every choice with a condition; where that names what is not there, another rule speaks."""
    found: list[tuple[Trail, ChoiceEntry | EverywhereEntry]] = [
        (trail, choice) for trail, _, choice in book.own_choices
    ]
    found += [(("everywhere", number), entry) for number, entry in enumerate(book.playbook.everywhere)]
    guards = ((trail, choice, guard_on(book, choice)) for trail, choice in found)
    return tuple(
        Guarded((*trail, "when"), choice, guard) for trail, choice, guard in guards if guard is not None
    )


def guard_on(book: Book, choice: ChoiceEntry | EverywhereEntry) -> Guard | None:
    """Return the guard of a choice; none when it is always open, or its condition names what is not there."""
    if choice.when is None or any(troubles(book, choice.when.expression)):
        return None
    return guard_of(book, choice.when.expression)
