"""The shape of the small clauses of a choice: its condition and its effects."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from dialogs.causes import Cause
from playbooks.expressions import Expression, parse
from playbooks.scanning import ConditionError
from playbooks.words import Line, Record


@dataclass(frozen=True, slots=True)
class Condition:
    """When a choice is open, as written and as understood."""

    text: str
    expression: Expression


def _condition(value: object) -> Condition:
    """Read a condition; what is no text is left to say so."""
    if not isinstance(value, str):
        raise PydanticCustomError("condition_type", "expected a condition")
    try:
        return Condition(value, parse(value))
    except ConditionError as broken:
        told: dict[str, str | int] = {"said": broken.message, "known": broken.hint, "at": broken.at}
        told |= {"cause": broken.cause, "instead": broken.instead}
        raise PydanticCustomError("condition", "{said}", told) from broken


ConditionText = Annotated[Condition, PlainValidator(_condition), WithJsonSchema({"type": "string"})]
"""A condition in the language of ``playbooks.expressions``."""


def _refuse_other_than_one(keys: list[str], known: str) -> None:
    """Raise unless exactly one thing is said."""
    if len(keys) != 1:
        said = "says nothing" if not keys else f"says {len(keys)} things at once ({', '.join(keys)})"
        cause = Cause.PB017_SEVERAL if keys else Cause.PB017_NONE
        told = {"said": f"this entry {said}", "known": known, "cause": cause}
        raise PydanticCustomError("one_key", "{said}", told)


@dataclass(frozen=True, slots=True)
class Warmth:
    """A temperature, or how many levels it goes up or down."""

    number: int
    is_step: bool


def _warmth(value: object) -> Warmth:
    """Read ``+1``, ``-2`` or ``4``; a number with a sign counts from the temperature as it is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Warmth(value, is_step=value < 0)
    if isinstance(value, str) and re.fullmatch(r"[+-][1-9]", value):
        return Warmth(int(value), is_step=True)
    raise PydanticCustomError("temperature_change", "expected a temperature")


WarmthNumber = Annotated[
    Warmth,
    PlainValidator(_warmth),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[+-][1-9]$"}]}),
]


class AnswerClause(Record):
    """The customer's answer to one offer; 0 is every offer that is still open."""

    offer: int
    is_: Literal["accepted", "declined", "undecided"] = Field(alias="is")


class PromiseClause(Record):
    """What is promised, who keeps it, and when it falls due."""

    what: Line
    owner: Literal["agent", "supervisor", "department"]
    due: Literal["today", "tomorrow", "tomorrow_noon", "two_days", "three_days", "week"]


class EffectClause(Record):
    """One thing that a choice writes down; exactly one key."""

    set_: Annotated[dict[str, Line], Field(min_length=1)] | None = Field(None, alias="set")
    clear: Line | None = None
    temperature: WarmthNumber | None = None
    flag: Literal[True] | None = None
    restated: bool | None = None
    demand: Line | None = None
    owed: Line | None = None
    make_offers: Literal[True] | None = None
    answer: AnswerClause | None = None
    promise: PromiseClause | None = None
    agreed: Literal[True] | None = None

    @model_validator(mode="after")
    def one_form(self) -> Self:
        """Refuse an effect that says nothing or several things."""
        keys = [name.rstrip("_") for name in type(self).model_fields if name in self.model_fields_set]
        _refuse_other_than_one(keys, "write each effect as an entry of its own")
        return self
