"""Law cards by themselves, whether a playbook names them or not."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from playbooks.alone import Alone, held_at, read_alone, told_of_texts
from playbooks.diagnostics import Diagnostic
from playbooks.law import LawCard
from playbooks.parts import card_part
from playbooks.rules import law
from playbooks.shelf import Shelf
from playbooks.texts import card_texts


def check_card(shelf: Shelf, name: str, today: date | None = None) -> Sequence[Diagnostic]:
    """Return what is wrong with one law card; ``today`` is the local day, none to ask about no day."""
    return read_card(shelf, name, today).diagnostics


def read_card(shelf: Shelf, name: str, today: date | None = None) -> Alone[LawCard]:
    """Return one law card, and what is wrong with it."""
    held = held_at(shelf, f"{card_part(name)}.yaml", "law card")
    return Alone(None, (held,)) if isinstance(held, Diagnostic) else _as_read(name, *held, today)


@lru_cache(maxsize=1024)
def _as_read(name: str, shown: str, content: bytes, today: date | None) -> Alone[LawCard]:
    """Return what one file of a card says; while it does not change, what was found the last time."""
    return read_alone(
        shown,
        content,
        LawCard,
        lambda card, source: (
            *law.told_of(name, card, source, today),
            *told_of_texts(card_part(name), card_texts(name, card), source),
        ),
    )
