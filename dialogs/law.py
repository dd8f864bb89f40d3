"""A law card: what a rule of law says, for whoever talks to a customer."""

from dataclasses import dataclass
from datetime import date

from dialogs.ids import FactId
from dialogs.texts import Bilingual


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What else finds a law card, in each language; the first is what it is called."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawCard:
    """What a rule of law says, for the agent's eyes."""

    id: FactId
    instrument: Bilingual
    article: Bilingual | None
    """None where nobody has read it."""
    day: date
    """Since when it is in force."""
    says: Bilingual
    how_to_say: Bilingual
    not_to_say: Bilingual | None
    source: str
    confidence: str
    """``A``, ``B`` or ``C``."""
    only_issued: bool = False
    """Whether its ``day`` is that of issue, as nobody has read since when it is in force."""
    number: Bilingual | None = None
    """The number in it that people ask for."""
    topics: tuple[str, ...] = ()
    """What it is about; the first leads."""
    words: Synonyms = Synonyms()
    to_confirm: bool = False
    """Whether compliance has yet to confirm it."""
    check_by: date = date.max
    """The last day on which it counts as read lately."""
