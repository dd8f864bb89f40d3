"""Cases by themselves: no playbook names them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from playbooks.alone import Alone, held_at, read_alone, told_of_texts
from playbooks.case import Case
from playbooks.diagnostics import Diagnostic
from playbooks.parts import case_part
from playbooks.rules import cases
from playbooks.rules.cases import Around
from playbooks.shelf import Shelf
from playbooks.texts import case_texts


def check_cases(shelf: Shelf, today: date | None = None) -> Sequence[Diagnostic]:
    """Return what is wrong with the cases of a library."""
    around = around_of(shelf)
    return [each for name in shelf.cases() for each in read_case(shelf, name, around, today).diagnostics]


def around_of(shelf: Shelf) -> Around:
    """Return what the cases of a library can name."""
    return Around(frozenset(shelf.playbooks()), frozenset(shelf.cards()))


def read_case(shelf: Shelf, name: str, around: Around, today: date | None = None) -> Alone[Case]:
    """Return one case, and what is wrong with it; ``today`` is the local day, none to ask about no day."""
    held = held_at(shelf, f"{case_part(name)}.yaml", "case")
    return Alone(None, (held,)) if isinstance(held, Diagnostic) else _as_read(name, *held, around, today)


@lru_cache(maxsize=1024)
def _as_read(name: str, shown: str, content: bytes, around: Around, today: date | None) -> Alone[Case]:
    """Return what one file of a case says; while nothing changes, what was found the last time."""
    return read_alone(
        shown,
        content,
        Case,
        lambda case, source: (
            *cases.told_of(name, case, source, around, today),
            *told_of_texts(case_part(name), case_texts(name, case), source),
        ),
    )
