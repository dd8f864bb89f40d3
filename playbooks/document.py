"""The shape of ``playbook.yaml``, as written; every field stands in the guide for trainers."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from playbooks.clauses import ConditionText, EffectClause
from playbooks.words import Line, Record, Words

PlaceName = Literal["fact", "feeling", "demand"]


def _day(value: object) -> object:
    """Read ``2027-05-31``; anything else is left for the type to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as broken:
        raise PydanticCustomError("day", '"{text}" is not a day', {"text": value[:40]}) from broken


Day = Annotated[date, BeforeValidator(_day)]


class StageEntry(Record):
    """A part of the walk."""

    id: Line
    title: Words
    aside: bool = False


class SlotEntry(Record):
    """Something that the walk remembers."""

    words: PlaceName | None = None
    blank: Words | None = None
    values: dict[str, Words] | None = None
    values_from: Line | None = None

    @model_validator(mode="after")
    def one_origin(self) -> Self:
        """Refuse a slot that could never hold anything, and one with two origins."""
        if self.values is not None and self.values_from is not None:
            raise PydanticCustomError("slot_origin", '"values" and "values_from" stand in the same slot')
        if not self.values and self.values_from is None and self.words is None:
            words = 'the slot has neither "values" nor "values_from" nor "words"'
            raise PydanticCustomError("slot_origin", "{said}", {"said": words, "known": "give it values"})
        return self


class EverywhereEntry(Record):
    """A choice that every step of its stages offers; when none are named, of all but the aside ones."""

    id: Line
    label: Words
    to: Line
    detour: bool = True
    stages: Annotated[list[Line], Field(min_length=1)] | None = None
    from_temperature: int | None = None
    when: ConditionText | None = None
    closed: Words | None = None
    does: list[EffectClause] = Field(default_factory=list)


class ChoiceEntry(Record):
    """One answer."""

    id: Line
    label: Words
    to: Line
    detour: bool = False
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


class StepEntry(Record):
    """One card's worth of the walk."""

    id: Line
    stage: Line
    kind: Literal["talk", "compose", "end"] = "talk"
    say: Words
    verbatim: bool = False
    hints: list[Words] = Field(default_factory=list)
    avoid: Words | None = None
    at_counter: Words | None = None
    listens_for: PlaceName | None = None
    lists: Literal["entitlements", "offers", "agreement"] | None = None
    choices: list[ChoiceEntry] = Field(default_factory=list)
    pick: PickEntry | None = None
    outcome: Literal["agreed", "promised", "declined", "handed_on", "broken_off"] | None = None
    cue_after: CueEntry | None = None
    cue_without_fact: CueEntry | None = None


class Playbook(Record):
    """The whole file."""

    format: Literal[2]
    playbook: Line
    title: Words
    owner: Line
    check_by: Day
    valid_from: Day | None = None
    valid_to: Day | None = None
    uses: list[Literal["remedies", "lists"]] = Field(default_factory=list)
    stages: Annotated[list[StageEntry], Field(min_length=1)]
    slots: dict[str, SlotEntry] = Field(default_factory=dict)
    everywhere: list[EverywhereEntry] = Field(default_factory=list)
    steps: Annotated[list[StepEntry], Field(min_length=1)]
