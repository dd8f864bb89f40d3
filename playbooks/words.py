"""What every part of a file's shape is made of: a strict record, and a text in both languages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from dialogs.texts import Language

Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
"""A text that is not empty; white space around it does not count."""


class Record(BaseModel):
    """A mapping with known keys and exact types; nothing is guessed or converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class Words(Record):
    """A text in both languages: ``{zh: …, en: …}``."""

    zh: Line
    en: Line


def said(words: Words, language: Language) -> str:
    """Return a text in one language."""
    return words.zh if language is Language.ZH else words.en
