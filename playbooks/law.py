"""The shape of a law card: what a rule says, how to say it aloud, and how sure we are.

A card stands in ``law/<id>.yaml`` beside the playbooks. Its article is named only where somebody read it.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from dialogs.causes import Cause
from playbooks.days import day
from playbooks.words import Line, Record, Words

Topic = Literal[
    "complaint",
    "disclosure",
    "fees",
    "contract",
    "fraud",
    "privacy",
    "marketing",
    "claims",
    "surrender",
    "sales",
    "suitability",
    "credit",
    "account",
    "aml",
    "collection",
    "instalment",
    "mediation",
    "courts",
    "regulator",
    "crisis",
    "elderly",
    "records",
    "firm",
]
"""What a card is about. The list only grows: revisions that calls are on name its topics for good."""


class Synonyms(Record):
    """Other words for what a card is about, as people type them."""

    zh: list[Line] = Field(default_factory=list)
    en: list[Line] = Field(default_factory=list)


class LawCard(Record):
    """The whole file."""

    format: Literal[1]
    id: Line
    instrument: Words
    """The full name of the law or measure, with its number."""
    article: Words | None = None
    """Where in it; only with confidence A or B."""
    in_force: Annotated[date, BeforeValidator(day)] | None = None
    issued: Annotated[date, BeforeValidator(day)] | None = None
    """Instead of the day in force, where nobody has read that one."""
    says: Words
    number: Words | None = None
    """The number in it that people ask for: a time limit, a rate."""
    how_to_say: Words
    """A sentence for the customer, without articles."""
    not_to_say: Words | None = None
    topics: list[Topic] = Field(default_factory=list)
    """What it is found by, and listed under; the first leads."""
    words: Synonyms = Field(default_factory=Synonyms)
    """What else it is found by."""
    source: Line
    """Where the text was read."""
    confidence: Literal["A", "B", "C"]
    """A: read in full. B: quoted by somebody. C: from memory."""
    to_confirm: bool = False
    """Compliance has yet to confirm it: always so with confidence C."""
    check_by: Annotated[date, BeforeValidator(day)]

    @model_validator(mode="after")
    def one_day(self) -> Self:
        """Refuse a card that says neither since when it is in force nor when it was issued, and both."""
        if self.in_force is None and self.issued is None:
            known = 'add "in_force: ...", or "issued: ..." where only the day of issue was read'
            raise PydanticCustomError("no_day", '"in_force" is missing', {"known": known})
        if self.in_force is not None and self.issued is not None:
            words = '"in_force" and "issued" stand together'
            known = 'delete "issued": it is for a card whose day in force nobody has read'
            told = {"said": words, "known": known, "cause": Cause.PB017_BOTH}
            raise PydanticCustomError("one_key", "{said}", told)
        return self
