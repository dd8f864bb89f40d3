"""The shape of a law card: what a rule says, how to say it aloud, and how sure we are.

A card stands in ``law/<id>.yaml`` beside the playbooks. Its article is named only where somebody read it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from playbooks.days import day
from playbooks.words import Line, Record, Words


class LawCard(Record):
    """The whole file."""

    format: Literal[1]
    id: Line
    instrument: Words
    """The full name of the law or measure, with its number."""
    article: Words | None = None
    """Where in it; only with confidence A or B."""
    in_force: Annotated[date, BeforeValidator(day)]
    says: Words
    how_to_say: Words
    """A sentence for the customer, without articles."""
    not_to_say: Words | None = None
    source: Line
    """Where the text was read."""
    confidence: Literal["A", "B", "C"]
    """A: read in full. B: quoted by somebody. C: from memory."""
    check_by: Annotated[date, BeforeValidator(day)]
