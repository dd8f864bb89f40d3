"""Lists of cards that are looked up: a page of them, and how a long text begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from dialogs.actors import Actor
from dialogs.cards import Block, Button, Card, Verb
from dialogs.render.layout import Rows
from dialogs.render.look import Look
from dialogs.texts import Bilingual, Language, Phrase, Value

Item = TypeVar("Item")
PAGE: Final = 5
"""Cards in one list."""
_SHOWN_ZH, _SHOWN_EN = 36, 90
"""Characters of what a card says that stand in a list: two lines on a telephone."""
_CUT = "…"


def page_of(cards: Sequence[Item], look: Look) -> list[tuple[int, Item]]:
    """Return the cards of one page, each with its place in the list, from 1."""
    first = look.page * PAGE
    return list(enumerate(cards[first : first + PAGE], first + 1))


def has_more(cards: Sequence[Item], look: Look) -> bool:
    """Tell whether a list goes on after this page."""
    return (look.page + 1) * PAGE < len(cards)


def turning(look: Look, verb: Verb, *, more: bool) -> Rows:
    """Return the buttons that turn the pages of a list."""
    before = Button(Phrase("button.page_before"), verb, replace(look, page=look.page - 1).value)
    after = Button(Phrase("button.page_after"), verb, replace(look, page=look.page + 1).value)
    row = (*((before,) if look.page else ()), *((after,) if more else ()))
    return (row,) if row else ()


def counted(look: Look, cards: Sequence[Item]) -> dict[str, Value]:
    """Return what the head of a list tells: what was looked for, how many there are, which page it is."""
    return {
        "words": look.words,
        "count": len(cards),
        "page": look.page + 1,
        "pages": -(-len(cards) // PAGE),
    }


def begins(text: Bilingual) -> Bilingual:
    """Return how a text begins, as it stands in a list."""
    return Bilingual(_cut(text.zh, _SHOWN_ZH), _cut(text.en, _SHOWN_EN))


def card_of(actor: Actor, blocks: Sequence[Block], buttons: Rows, call: Language | None = None) -> Card:
    """Return a card that belongs to no call; ``call`` is the language of a line to say."""
    return Card(tuple(blocks), buttons, language=actor.language, call_language=call or actor.language)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip("，、；, ;") + _CUT
