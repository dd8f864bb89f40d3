"""A card as lines of text for a terminal, its buttons numbered in their rows."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime

from bot.words import Words
from dialogs.cards import Block, BlockKind, Card

_MARKS = {BlockKind.HINT: "·", BlockKind.AVOID: "✗", BlockKind.NOTICE: "!", BlockKind.LISTED: " "}
_STYLES = {
    BlockKind.SAY: "1",
    BlockKind.VERBATIM: "1",
    BlockKind.RAIL: "36",
    BlockKind.NOTICE: "33",
    BlockKind.HINT: "2",
    BlockKind.AVOID: "2",
    BlockKind.STRUCK: "9",
}
"""Select Graphic Rendition codes of ECMA-48."""
_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Marks that turn the direction of writing: they can make a line read as another."""


def draw(card: Card, words: Words, now: datetime, *, color: bool = False) -> str:
    """Return the card as text; ``color`` adds ANSI codes. Nothing in a text can steer the terminal."""
    return "\n".join((*_blocks(card, words, now, color=color), "", *_buttons(card, words, now, color=color)))


def _blocks(card: Card, words: Words, now: datetime, *, color: bool) -> Iterator[str]:
    for block in card.blocks:
        language = card.call_language if block.spoken else card.language
        said = harmless(words.say(block.text, language, now))
        yield _styled(f"{_mark(block)}{said}", _STYLES.get(block.kind, "") if color else "")


def _buttons(card: Card, words: Words, now: datetime, *, color: bool) -> Iterator[str]:
    number = 0
    for row in card.buttons:
        shown: list[str] = []
        for button in row:
            number += 1
            label = harmless(words.say(button.label, card.language, now))
            shown.append(_styled(f"[{number}] {label}", "2" if color and not button.enabled else ""))
        yield "   ".join(shown)


def harmless(text: str) -> str:
    """Return ``text`` without control characters, but for the end of a line."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(each) == "Cc" and each != "\n") or each in _DIRECTION
        else each
        for each in text
    )


def _mark(block: Block) -> str:
    mark = _MARKS.get(block.kind)
    return f"{mark} " if mark else ""


def _styled(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text
