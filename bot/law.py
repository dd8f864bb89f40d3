"""The law cards on the command line: all of them, those that wait for somebody, those that hold a word."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from bot.clock import now
from bot.settings import Settings
from bot.words import Say, Words
from dialogs.cards import BlockKind
from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.people import CONSOLE
from dialogs.render.facts import head, name_of
from dialogs.render.law import law_card
from dialogs.render.look import Look
from dialogs.texts import Language, Phrase, Value
from playbooks.lawshelf import read_law

MOST_WHOLE = 3
"""So many cards that hold a word are printed whole; more as a list."""
_NOTHING, _WAITS = 1, 1
_MARKS = {BlockKind.SAY: "❝ ", BlockKind.HINT: "· ", BlockKind.AVOID: "✗ ", BlockKind.NOTICE: "⚠ "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards somebody asks for."""

    words: str = ""
    overdue: bool = False
    to_confirm: bool = False
    topic: str | None = None


def run_command(wanted: argparse.Namespace, settings: Settings) -> int:
    """Carry out ``hejie law``."""
    asked = Wanted(
        words=" ".join(wanted.words),
        overdue=wanted.overdue,
        to_confirm=wanted.to_confirm,
        topic=wanted.topic,
    )
    return print_law(settings, asked, wanted.lang)


def print_law(settings: Settings, wanted: Wanted, language: Language | None = None) -> int:
    """Print the cards that are asked for; 1 when a word is on none, or when some wait for somebody.

    A word prints cards whole, where they are few; else each is a line.
    """
    today = now().astimezone(settings.zone).date()
    book = read_law(settings.shelf, today).book
    shown = language or settings.language
    say = partial(Words(settings.zone).say, language=shown)
    cards = chosen(book, wanted, today)
    if wanted.words and not cards:
        print(say(Phrase("law.nothing", {"words": wanted.words})), *book.alike(wanted.words), file=sys.stderr)
        return _NOTHING
    if wanted.words and len(cards) <= MOST_WHOLE:
        print("\n\n".join("\n".join(_whole(book, card, shown, today, say)) for card in cards))
    else:
        for line in table(cards, today, say):
            print(line)
    return _WAITS if cards and (wanted.overdue or wanted.to_confirm) else 0


def chosen(book: LawBook, wanted: Wanted, today: date) -> Sequence[LawCard]:
    """Return the cards that are asked for: the best first for a word, else by the day of their next check."""
    held = book.find(wanted.words) if wanted.words else sorted(book.cards.values(), key=_by_day)
    return [
        card
        for card in held
        if (not wanted.overdue or card.check_by < today)
        and (not wanted.to_confirm or card.to_confirm)
        and (wanted.topic is None or wanted.topic in card.topics)
    ]


def table(cards: Sequence[LawCard], today: date, say: Say) -> Iterator[str]:
    """Yield a line a card, and how many there are."""
    for card in cards:
        mark = "law.line_overdue" if card.check_by < today else "law.line"
        values: dict[str, Value] = {
            "sure": card.confidence,
            "day": card.check_by.isoformat(),
            "id": card.id,
            "name": name_of(card),
            "head": head(card),
        }
        yield say(Phrase(mark, values))
    late, open_ = sum(card.check_by < today for card in cards), sum(card.to_confirm for card in cards)
    yield say(Phrase("law.total", {"count": len(cards), "late": late, "open": open_}))


def _whole(book: LawBook, card: LawCard, language: Language, today: date, say: Say) -> Iterator[str]:
    """Yield what the chat's card of the same name says."""
    drawn = law_card(book, replace(CONSOLE, language=language), card, Look(), language, today)
    yield f"{card.id}"
    yield from (f"  {_MARKS.get(block.kind, '')}{say(block.text)}" for block in drawn.blocks)


def _by_day(card: LawCard) -> tuple[date, str]:
    return card.check_by, card.id
