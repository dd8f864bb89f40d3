"""What the terminal shows: cards as lines of text, for a pipe; or framed, in colour, for a person."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TextIO

from bot.findings import in_words
from bot.words import Words
from dialogs.cards import Block, BlockKind, Card
from dialogs.texts import Language
from playbooks.diagnostics import Diagnostic

MARKS = {BlockKind.HINT: "·", BlockKind.AVOID: "✗", BlockKind.NOTICE: "!", BlockKind.LISTED: " "}
"""What stands before a text of a kind."""
_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Marks that turn the direction of writing: they can make a line read as another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that stands on the screen at one time."""

    cards: tuple[Card, ...]
    """The card; in each language, when both are looked at."""
    step: str
    """The id of the step, as the file has it."""
    now: datetime
    prompt: str
    keys: str
    told: tuple[str, ...] = ()
    """What became of the last save, or was just done beside the walk."""
    ended: str = ""
    """What can be done once the walk is over; nothing before that."""
    findings: tuple[Diagnostic, ...] = ()
    """What is wrong with the file as it was saved last."""

    @property
    def language(self) -> Language:
        """Return the language of whoever looks on."""
        return self.cards[0].language


class Screen(Protocol):
    """Where it is shown."""

    def show(self, view: View) -> None:
        """Show ``view`` in the place of what was there."""
        ...


@dataclass(slots=True)
class Plain:
    """Lines, one below the other; the keys are told once."""

    out: TextIO
    words: Words
    is_new: bool = True

    def show(self, view: View) -> None:
        """Write what was told, the findings, the cards and the prompt."""
        keys = (view.keys,) if self.is_new else ()
        self.is_new = False
        found = (harmless(in_words(each, self.words, view.language)) for each in view.findings)
        for line in (*found, *view.told, *keys):
            print(line, file=self.out)
        for card in view.cards:
            print(f"\n{draw(card, self.words, view.now)}", file=self.out)
        if view.ended:
            print(view.ended, file=self.out)
        print(view.prompt, end="", file=self.out, flush=True)


def draw(card: Card, words: Words, now: datetime) -> str:
    """Return the card as text. Nothing in a text can steer the terminal."""
    blocks = (said_of(block, card, words, now) for block in card.blocks)
    rows = ("   ".join(row) for row in labels_of(card, words, now))
    return "\n".join((*blocks, "", *rows))


def said_of(block: Block, card: Card, words: Words, now: datetime) -> str:
    """Return a text of the card with its mark."""
    language = card.call_language if block.spoken else card.language
    said, mark = harmless(words.say(block.text, language, now)), MARKS.get(block.kind)
    return f"{mark} {said}" if mark else said


def labels_of(card: Card, words: Words, now: datetime) -> Iterator[tuple[str, ...]]:
    """Yield the buttons of each row with their numbers, which run through the card."""
    number = 0
    for row in card.buttons:
        labels = [harmless(words.say(button.label, card.language, now)) for button in row]
        yield tuple(f"[{number + place}] {label}" for place, label in enumerate(labels, start=1))
        number += len(labels)


def harmless(text: str) -> str:
    """Return ``text`` without control characters, but for the end of a line."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(each) == "Cc" and each != "\n") or each in _DIRECTION
        else each
        for each in text
    )
