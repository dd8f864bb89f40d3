"""The shape of the small clauses of a choice: its guard and its effects."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from playbooks.words import Line, Record

RecordedName = Literal[
    "fact", "feeling", "demand", "entitlement", "offer", "restatement", "agreement", "promise"
]


def _refuse_other_than_one(keys: list[str], known: str) -> None:
    """Raise unless exactly one thing is said."""
    if len(keys) != 1:
        said = "says nothing" if not keys else f"says {len(keys)} things at once ({', '.join(keys)})"
        raise PydanticCustomError("one_key", "{said}", {"said": f"this entry {said}", "known": known})


class GuardClause(Record):
    """One condition; exactly one form of it."""

    slot: Line | None = None
    is_: Line | None = Field(None, alias="is")
    temperature_at_most: int | None = None
    has: RecordedName | None = None
    options_picked: int | None = None
    offer_open: int | None = None
    not_: "GuardClause | None" = Field(None, alias="not")
    all_: "Annotated[list[GuardClause], Field(min_length=1)] | None" = Field(None, alias="all")
    any_: "Annotated[list[GuardClause], Field(min_length=1)] | None" = Field(None, alias="any")

    @model_validator(mode="after")
    def one_form(self) -> Self:
        """Refuse a condition that says nothing or several things."""
        keys = [name.rstrip("_") for name in type(self).model_fields if name in self.model_fields_set]
        if ("slot" in keys) != ("is" in keys):
            words = '"slot" and "is" stand together or not at all'
            raise PydanticCustomError(
                "slot_is", "{said}", {"said": words, "known": "write {slot: name, is: value}"}
            )
        _refuse_other_than_one(
            [key for key in keys if key != "is"], "join conditions with all: [...] or any: [...]"
        )
        return self


class AnswerClause(Record):
    """The customer's answer to one offer; 0 is every offer that is still open."""

    offer: int
    is_: Literal["accepted", "declined", "undecided"] = Field(alias="is")


class PromiseClause(Record):
    """What is promised, who keeps it, and when it falls due."""

    what: Line
    owner: Literal["agent", "supervisor", "department"]
    due: Literal["today", "tomorrow", "three_days", "week"]


class EffectClause(Record):
    """One thing that a choice writes down; exactly one key."""

    set_: Annotated[dict[str, Line], Field(min_length=1)] | None = Field(None, alias="set")
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
