"""The law cards of a library, ready to be searched; one that is bad stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogs.ids import FactId
from dialogs.lawbook import LawBook
from playbooks.cards import read_card
from playbooks.compiler import law_card
from playbooks.diagnostics import Diagnostic, has_errors
from playbooks.shelf import OnDisk
from playbooks.topics import topics


@dataclass(frozen=True, slots=True)
class ReadBook:
    """The cards that serve, and what is wrong with the files, of each card by its id."""

    book: LawBook
    diagnostics: dict[str, tuple[Diagnostic, ...]]


def read_law(library: Path, today: date | None = None, before: LawBook | None = None) -> ReadBook:
    """Read every law card of ``library``; one with an error serves as it stood in ``before``, if it did.

    ``today`` is the local day; without it no card is found to be out of date.
    """
    shelf, known = OnDisk(library), before.cards if before is not None else {}
    cards, found = {}, {}
    for name in shelf.cards():
        read = read_card(shelf, name, today)
        found[name] = tuple(read.diagnostics)
        if read.document is not None and not has_errors(read.diagnostics):
            cards[FactId(name)] = law_card(read.document)
        elif FactId(name) in known:
            cards[FactId(name)] = known[FactId(name)]
    return ReadBook(LawBook(cards, topics()), found)


def unnamed(read: ReadBook, named: Iterable[str]) -> list[Diagnostic]:
    """Return what is wrong with the cards that are not among ``named``: of those it was told already."""
    told = set(named)
    return [each for name, found in read.diagnostics.items() if name not in told for each in found]
