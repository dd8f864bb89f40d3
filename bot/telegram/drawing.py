"""A card as it goes out: text, buttons, and a digest to tell whether a message would change."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.telegram.card_text import card_text
from bot.telegram.keyboard import InlineKeyboard, keyboard
from bot.telegram.wording import Wording
from dialogs.cards import Card


@dataclass(frozen=True, slots=True)
class Drawing:
    """One message, ready to send."""

    text: str
    """Telegram's HTML."""
    keyboard: InlineKeyboard
    digest: str

    @property
    def has_buttons(self) -> bool:
        """Tell whether there is something to tap."""
        return bool(self.keyboard["inline_keyboard"])


def draw(card: Card, words: Wording, now: datetime) -> Drawing:
    """Draw ``card`` in its own languages at ``now`` (aware).

    Raises:
        ButtonTooLongError: a button's value does not fit.
    """
    text, buttons = card_text(card, words, now), keyboard(card, words)
    whole = msgspec.json.encode([text, buttons])
    return Drawing(text, buttons, hashlib.sha256(whole).hexdigest()[:32])
