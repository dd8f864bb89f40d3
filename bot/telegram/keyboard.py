"""A card's buttons as the inline keyboard of the Bot API."""

from typing import Final, TypeAlias

from bot.telegram.callback_data import encode
from bot.telegram.wording import Wording
from dialogs.cards import Button, Card

InlineKeyboard: TypeAlias = dict[str, list[list[dict[str, str]]]]

MOST_IN_A_ROW: Final = 8
MOST_BUTTONS: Final = 100
LONGEST_LABEL: Final = 64
"""Characters of a label; longer ones are unreadable on a phone anyway."""
_CUT: Final = "…"


def keyboard(card: Card, words: Wording) -> InlineKeyboard:
    """Return the buttons of ``card``: rows of at most eight, a hundred in all, labels of 64 characters."""
    rows: list[list[dict[str, str]]] = []
    left = MOST_BUTTONS
    for row in card.buttons:
        drawn = [_button(card, button, words) for button in row[:left]]
        left -= len(drawn)
        rows += [drawn[start : start + MOST_IN_A_ROW] for start in range(0, len(drawn), MOST_IN_A_ROW)]
    return {"inline_keyboard": rows}


def _button(card: Card, button: Button, words: Wording) -> dict[str, str]:
    label = " ".join(words.say(button.label, card.language).split()) or _CUT
    label = label[0].upper() + label[1:]  # an item of a list is written as it stands inside a sentence
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1] + _CUT
    return {"text": label, "callback_data": encode(button, card.session, card.turn)}
