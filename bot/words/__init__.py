"""Turns the texts of a card into words of a language, from the catalogues in ``bot/locale``."""

from bot.words.catalogue import WordsMissingError
from bot.words.speaker import Say, SayIn, Words

__all__ = ["Say", "SayIn", "Words", "WordsMissingError"]
