"""Texts that a card holds: never a finished sentence, so that every face can say it in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dialogs.money import Money
from dialogs.sealed import Sealed


class Language(StrEnum):
    """The languages that the product speaks."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A playbook's own words in both languages; may hold ``{placeholders}``."""

    zh: str
    en: str

    def said_in(self, language: Language) -> str:
        """Return the words in ``language``."""
        return self.zh if language is Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Phrase:
    """The bot's own words: a message id of the gettext catalogue, with its arguments."""

    key: str
    values: "Mapping[str, Value]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A playbook's words with what stands for their placeholders."""

    text: Bilingual
    values: "Mapping[str, Value]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Several:
    """Texts in a row, joined as the language joins them."""

    items: "tuple[Text, ...]"


Text = Bilingual | Phrase | Filled | Sealed | Several
"""Anything that a face can turn into words."""
Value = str | int | datetime | date | Money | Text
"""Anything that can stand for a placeholder; times (aware UTC), days and money are formatted by the face."""
