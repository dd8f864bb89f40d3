"""What stands at a message of a chat: a card that we drew, or a text that a person wrote."""

from collections.abc import Sequence
from typing import Final

from dialogs.ports import ShownCard

WORDS: Final = ""
"""The digest of a text that a person wrote: it can be deleted but never redrawn."""


def is_card(shown: ShownCard) -> bool:
    """Tell whether ``shown`` is a card that we drew."""
    return shown.digest != WORDS


def latest_card(shown: Sequence[ShownCard]) -> ShownCard | None:
    """Return the last card of messages in their order."""
    return next((each for each in reversed(shown) if is_card(each)), None)
