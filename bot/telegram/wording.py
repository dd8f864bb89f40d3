"""How this face gets its words: whoever can say a text in a language."""

from datetime import datetime
from typing import Protocol

from dialogs.texts import Language, Text


class Wording(Protocol):
    """Turns the texts of a card into words; ``bot.words`` is the one that the program uses."""

    def say(self, text: Text, language: Language, now: datetime | None = None) -> str:
        """Return ``text`` in ``language``; ``now`` decides how a date near to it is written."""
        ...
