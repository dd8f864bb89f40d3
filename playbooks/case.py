"""The shape of a case: a complaint that is closed, with nobody's name in it, and what can be learnt from it.

A case stands in ``cases/<id>.yaml`` beside the playbooks. An example is invented, and says so.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from playbooks.days import day, month
from playbooks.law import Synonyms
from playbooks.words import Line, Record, Words


class Case(Record):
    """The whole file."""

    format: Literal[1]
    id: Line
    title: Words
    scenario: Line
    """The playbook of the kind of complaint that it was."""
    example: bool
    """Whether it is invented: then nobody may tell it to a customer."""
    closed_on: Annotated[Line | None, BeforeValidator(month)] = None
    """The month in which a real one was closed: a day would give somebody away."""
    approved_by: Line | None = None
    """Who saw to it that nobody can be known from a real one: somebody else than who wrote it."""
    situation: Words
    tried: Annotated[list[Words], Field(min_length=1)]
    """What was done, in order, also what did not help."""
    turned: Words
    """What turned it."""
    outcome: Words
    lesson: Words
    how_to_say: Words | None = None
    """How a real one is put to a customer, in a sentence."""
    words: Synonyms = Field(default_factory=Synonyms)
    """What else it is found by."""
    law: list[Line] = Field(default_factory=list)
    """Ids of the law cards that mattered."""
    check_by: Annotated[date, BeforeValidator(day)]
