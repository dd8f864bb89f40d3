"""The mark on what is sent again although it may have arrived: one wording for cards and short messages."""

from dataclasses import replace
from typing import Final

from bot.telegram.wording import Wording
from dialogs.cards import Block, BlockKind, Card
from dialogs.texts import Language, Phrase

MAYBE_TWICE: Final = Phrase("card.maybe_twice")


def in_doubt(card: Card) -> Card:
    """Return ``card`` with the mark at its top; a notice is the last that is left out of a card too long."""
    return replace(card, blocks=(Block(BlockKind.NOTICE, MAYBE_TWICE), *card.blocks))


def told_in_doubt(said: str, words: Wording, language: Language) -> str:
    """Return a short message with the mark in a line above it."""
    return f"{words.say(MAYBE_TWICE, language)}\n{said}"
