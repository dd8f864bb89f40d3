"""Law cards by themselves, whether a playbook names them or not."""

from collections.abc import Sequence
from datetime import date

from playbooks.diagnostics import Diagnostic, Severity, in_order
from playbooks.law import LawCard
from playbooks.parts import card_part
from playbooks.rules import law
from playbooks.shape import shaped
from playbooks.shelf import Shelf
from playbooks.source import read


def check_card(shelf: Shelf, name: str, today: date | None = None) -> Sequence[Diagnostic]:
    """Return what is wrong with one law card; ``today`` is the local day, none to ask about no day."""
    path = f"{card_part(name)}.yaml"
    try:
        source = read(shelf.shown(path), shelf.content(path))
    except (OSError, ValueError):
        words, hint = "the law card cannot be read", "look at the path and the rights of the file"
        return (Diagnostic(shelf.shown(path), 1, 1, "PB000", Severity.ERROR, words, hint),)
    card, found = shaped(source, LawCard)
    told = () if card is None else law.told_of(name, card, source, today)
    return in_order((*source.diagnostics, *found, *told))
