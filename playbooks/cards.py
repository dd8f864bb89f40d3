"""Law cards by themselves, whether a playbook names them or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from playbooks.diagnostics import Diagnostic, Severity, in_order
from playbooks.law import LawCard
from playbooks.parts import card_part
from playbooks.rules import RULES, SEVERITIES, law
from playbooks.rules.rule import TextRule
from playbooks.shape import shaped
from playbooks.shelf import Shelf
from playbooks.source import Source, read
from playbooks.texts import Written, card_texts
from playbooks.waivers import Waivers


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A law card as read: none when its shape is not right."""

    card: LawCard | None
    diagnostics: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True)
class _Alone:
    """The texts of one card, as rules ask for them."""

    texts: Sequence[Written]
    sources: Mapping[str, Source]


def check_card(shelf: Shelf, name: str, today: date | None = None) -> Sequence[Diagnostic]:
    """Return what is wrong with one law card; ``today`` is the local day, none to ask about no day."""
    return read_card(shelf, name, today).diagnostics


def read_card(shelf: Shelf, name: str, today: date | None = None) -> ReadCard:
    """Return one law card, and what is wrong with it."""
    path = f"{card_part(name)}.yaml"
    try:
        return _as_read(name, shelf.shown(path), shelf.content(path), today)
    except (OSError, ValueError):
        words, hint = "the law card cannot be read", "look at the path and the rights of the file"
        found = Diagnostic(shelf.shown(path), 1, 1, "PB000", Severity.ERROR, words, hint)
        return ReadCard(None, (found,))


@lru_cache(maxsize=1024)
def _as_read(name: str, shown: str, content: bytes, today: date | None) -> ReadCard:
    """Return what one file of a card says; while it does not change, what was found the last time."""
    source = read(shown, content)
    card, shape = shaped(source, LawCard)
    told = () if card is None else _told_of(name, card, source, today)
    waivers = Waivers([source], SEVERITIES)
    sifted = waivers.sift((*source.diagnostics, *shape, *told))
    return ReadCard(card, in_order((*sifted, *waivers.own(unused_in=None if card is None else source))))


def _told_of(name: str, card: LawCard, source: Source, today: date | None) -> Sequence[Diagnostic]:
    """Return what the rules say of one card alone."""
    alone = _Alone(tuple(card_texts(name, card)), {card_part(name): source})
    of_texts = (found for rule in RULES if isinstance(rule, TextRule) for found in rule.report(alone))
    return (*law.told_of(name, card, source, today), *of_texts)
