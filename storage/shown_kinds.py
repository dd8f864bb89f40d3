"""What stands at a message of a chat: a card that we drew, or a text that a person wrote."""

from collections.abc import Sequence
from typing import Final

from dialogs.ports import ShownCard

WORDS: Final = "words"
"""The digest under which a text that was noted in a call is kept; no drawing has a digest that short."""


def is_card(shown: ShownCard) -> bool:
    """Tell whether ``shown`` is a card that we drew; a person's text can be deleted but never redrawn."""
    return shown.digest not in {"", WORDS}


def latest_card(shown: Sequence[ShownCard]) -> ShownCard | None:
    """Return the last card of messages in their order."""
    return next((each for each in reversed(shown) if is_card(each)), None)
