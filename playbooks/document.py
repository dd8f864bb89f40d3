"""The shape of ``playbook.yaml``, as written; every field stands in the guide for trainers."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from dialogs.causes import Cause
from playbooks.clauses import ConditionText, EffectClause
from playbooks.days import day
from playbooks.words import Line, Record, Said, Words

PlaceName = Literal["fact", "feeling", "demand"]
TYPED = frozenset({"text", "money", "date"})
"""The types of slots whose answer is written, not tapped."""
CURRENCY = "CNY"
"""Of an amount whose slot names no other."""


class Lead(Record):
    """Where something leads: to a step, or into another playbook and back."""

    to: Line | None = None
    """A step, or ``return``; none when it goes ``into`` another playbook."""
    into: Line | None = None
    """Another playbook, which is gone through and comes back to this step."""
    at: Line | None = None
    """The step of the other playbook at which it begins; else with its first."""

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse what leads nowhere, what leads to two places, and half a detour."""
        if self.into is None and "to" not in self.model_fields_set:
            raise PydanticCustomError("no_way", '"to" is missing')
        if self.to is not None and self.into is not None:
            words, known = '"to" and "into" stand together', "keep one of them"
            told = {"said": words, "known": known, "cause": Cause.PB017_BOTH}
            raise PydanticCustomError("one_key", "{said}", told)
        if self.into is None and self.at is not None:
            raise _without_into("at")
        return self

    @property
    def leads_to(self) -> str:
        """Name where it leads, for a reader: a step, or another playbook and the step to begin with."""
        return self.to or (self.into or "") + (f"/{self.at}" if self.at is not None else "")


def _without_into(key: str) -> PydanticCustomError:
    """Return what is wrong with half a detour."""
    words, known = f'"{key}" stands without "into"', "name the playbook that is gone into"
    told = {"said": words, "known": known, "cause": Cause.PB017_INTO}
    return PydanticCustomError("one_key", "{said}", told)


class Exit(Lead):
    """Where a named exit leads: ``step``, ``return``, or on into another playbook: ``{into: …, at: …}``."""

    @model_validator(mode="before")
    @classmethod
    def named(cls, value: object) -> object:
        """Read a name alone as the step to which it leads."""
        return {"to": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that a name stands alone, or a playbook with the step to begin with."""
        made = handler.resolve_ref_schema(handler(core_schema))
        keys = made.pop("properties")
        del keys["to"], made["additionalProperties"], made["type"]
        elsewhere = {
            "type": "object",
            "properties": keys,
            "required": ["into"],
            "additionalProperties": False,
        }
        made["anyOf"] = [{"type": "string", "minLength": 1}, elsewhere]
        return made


class Way(Lead):
    """Where a choice leads."""

    exits: dict[str, Exit] = Field(default_factory=dict)
    """Named exit of the other playbook → where it leads here."""

    @model_validator(mode="after")
    def exits_of_another(self) -> Self:
        """Refuse exits where no other playbook is gone into."""
        if self.into is None and self.exits:
            raise _without_into("exits")
        return self


Day = Annotated[date, BeforeValidator(day)]


class StageEntry(Record):
    """A part of the walk."""

    id: Line
    title: Words
    aside: bool = False


class SlotEntry(Record):
    """Something that the walk remembers."""

    type: Literal["one_of", "yes_no", "scale", "text", "money", "date"] = "one_of"
    label: Words | None = None
    currency: Line | None = None
    exact: bool | None = None
    from_: int | None = Field(None, alias="from")
    to: int | None = None
    words: PlaceName | None = None
    blank: Words | None = None
    values: dict[str, Words] | None = None
    values_from: Line | None = None

    @model_validator(mode="after")
    def one_origin(self) -> Self:
        """Refuse a slot that could never hold anything, and one with two origins."""
        if self.values is not None and self.values_from is not None:
            words, cause = '"values" and "values_from" stand in the same slot', Cause.PB017_BOTH
            raise PydanticCustomError("slot_origin", "{said}", {"said": words, "cause": cause})
        if self.type != "one_of":
            return self
        if not self.values and self.values_from is None and self.words is None:
            words = 'the slot has neither "values" nor "values_from" nor "words"'
            told = {"said": words, "known": "give it values", "cause": Cause.PB017_ORIGIN}
            raise PydanticCustomError("slot_origin", "{said}", told)
        return self


class EverywhereEntry(Way):
    """A choice that every step of its stages offers; when none are named, of all but the aside ones."""

    id: Line
    label: Words
    detour: bool = True
    stages: Annotated[list[Line], Field(min_length=1)] | None = None
    from_temperature: int | None = None
    when: ConditionText | None = None
    closed: Words | None = None
    does: list[EffectClause] = Field(default_factory=list)


class ChoiceEntry(Way):
    """One answer."""

    id: Line
    label: Words
    detour: bool = False
    exit: Line | None = None
    """The named exit by which this playbook is left for the one that went into it.

    With ``to: return`` always; with a step, a door: whoever goes in may have something ready for it, and
    else it leads to the step.
    """
    when: ConditionText | None = None
    closed: Words | None = None
    does: list[EffectClause] = Field(default_factory=list)


class PickEntry(Record):
    """One choice an item of a list; ``entitlements`` is the list of what is owed."""

    from_: Line = Field(alias="from")
    into: Line | None = None
    as_: Literal["demand", "owed"] | None = Field(None, alias="as")
    to: Line


class CueEntry(Record):
    """What a card says of itself after so many seconds."""

    seconds: int
    say: Words


class CheckEntry(Record):
    """One thing to tick."""

    id: Line
    label: Words


class StepEntry(Record):
    """One card's worth of the walk."""

    id: Line
    stage: Line
    kind: Literal["talk", "ask", "check", "compose", "end"] = "talk"
    say: Said
    verbatim: bool = False
    hints: list[Words] = Field(default_factory=list)
    avoid: Words | None = None
    at_counter: Words | None = None
    say_at_counter: Words | None = None
    listens_for: PlaceName | None = None
    lists: Literal["entitlements", "offers", "agreement"] | None = None
    facts: list[Line] = Field(default_factory=list)
    """Ids of the law cards that one tap shows."""
    cases: bool = False
    """Whether one tap opens a real case of the same kind of complaint, where one may be told."""
    choices: list[ChoiceEntry] = Field(default_factory=list)
    pick: PickEntry | None = None
    slot: Line | None = None
    to: Line | None = None
    items: list[CheckEntry] = Field(default_factory=list)
    outcome: Literal["agreed", "promised", "declined", "handed_on", "broken_off"] | None = None
    cue_after: CueEntry | None = None
    cue_without_fact: CueEntry | None = None


class ComplaintEntry(Record):
    """The kind of complaint that a playbook is for."""

    products: Annotated[list[Line], Field(min_length=1)]
    """Entries of the list ``products``."""
    label: Words


class Playbook(Record):
    """The whole file."""

    format: Literal[2]
    playbook: Line
    title: Words
    owner: Line
    check_by: Day
    valid_from: Day | None = None
    valid_to: Day | None = None
    uses: list[Literal["remedies", "lists", "phrases"]] = Field(default_factory=list)
    complaint: ComplaintEntry | None = None
    """Without one it is for any complaint."""
    exits: list[Line] | None = None
    """Given, be it empty: other playbooks go into this one, and these are the named ways out of it."""
    stages: Annotated[list[StageEntry], Field(min_length=1)]
    slots: dict[str, SlotEntry] = Field(default_factory=dict)
    everywhere: list[EverywhereEntry] = Field(default_factory=list)
    steps: Annotated[list[StepEntry], Field(min_length=1)]
