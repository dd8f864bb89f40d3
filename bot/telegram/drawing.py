"""A card as it goes out: text, buttons, and a digest to tell whether a message would change."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from bot.telegram.card_text import card_text
from bot.telegram.keyboard import InlineKeyboard, keyboard
from bot.telegram.wording import Wording
from dialogs.cards import Card
from dialogs.ports import ShownCard

_OPEN: Final = "+"
"""The end of the digest of what was drawn with a panel or a notice."""
MARK: Final = "~"
"""Where the mark begins, behind that, of a program which is about to send the card anew."""


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

    def recorded(self, *, is_open: bool = False, over: str = "") -> str:
        """Return the digest under which one edit is recorded: unlike that of every other edit.

        Two programs may edit one message, and nobody knows whose edit came last. Each then sets what is
        recorded, if that is still what it saw before its edit: of two that met, one learns of the other and
        edits again. Were the same look recorded twice alike, it would not learn of it.

        ``is_open`` tells others that a panel or a notice stands there which the log does not know. A mark in
        the digest ``over`` which this is drawn is kept.
        """
        _, mark, name = over.partition(MARK)
        return f"{self.digest}.{secrets.token_hex(4)}{_OPEN if is_open else ''}{mark}{name}"

    def is_recorded_as(self, digest: str) -> bool:
        """Tell whether an edit that was recorded as ``digest`` made a message look like this."""
        return digest.partition(".")[0] == self.digest


def is_open(shown: ShownCard) -> bool:
    """Tell whether a panel or a notice stands on a card, which the log does not know."""
    return shown.digest.partition(MARK)[0].endswith(_OPEN)


def draw(card: Card, words: Wording, now: datetime) -> Drawing:
    """Draw ``card`` in its own languages at ``now`` (aware).

    Raises:
        ButtonTooLongError: a button's value does not fit.
    """
    text, buttons = card_text(card, words, now), keyboard(card, words)
    whole = msgspec.json.encode([text, buttons])
    return Drawing(text, buttons, hashlib.sha256(whole).hexdigest()[:32])
