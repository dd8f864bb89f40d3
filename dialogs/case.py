"""A case: a complaint that is closed, and what can be learnt from it."""

from dataclasses import dataclass, field
from datetime import date

from dialogs.ids import CaseId, FactId, PlaybookSlug
from dialogs.law import Synonyms
from dialogs.texts import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What happened, what turned it and what to remember, for the staff's eyes."""

    id: CaseId
    title: Bilingual
    scenario: PlaybookSlug
    is_example: bool
    """Whether it is invented: then it is never told to a customer."""
    closed_on: str | None
    """The month in which a real one was closed, as ``2026-09``."""
    situation: Bilingual
    tried: tuple[Bilingual, ...]
    turned: Bilingual
    outcome: Bilingual
    lesson: Bilingual
    how_to_say: Bilingual | None = None
    """How a real one is put to a customer; an example has none."""
    words: Synonyms = field(default_factory=Synonyms)
    law: tuple[FactId, ...] = ()
    check_by: date = date.max

    @property
    def evidence(self) -> Bilingual | None:
        """Return what a customer may be told of it: nothing of an example, whatever is written there."""
        return None if self.is_example else self.how_to_say
