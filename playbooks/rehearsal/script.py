"""The shape of ``rehearsals/*.yaml``, as written; every field stands in the how-to for trainers."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from dialogs.causes import Cause
from playbooks.limits import MAX_TEMPERATURE
from playbooks.rehearsal.deeds import BARE, Deed, Kind
from playbooks.words import Line, Record

OutcomeName = Literal["agreed", "promised", "declined", "handed_on", "broken_off"]
BEGINS = datetime(2026, 1, 5, 10)  # noqa: DTZ001  # local: the firm's zone is added when it is played
"""When a rehearsed call begins unless it says otherwise: a Monday morning."""
LONGEST_WAIT = 86_400
"""Seconds: a call that lasts longer than a day is a slip of the pen."""
MOST_VISITS = 1000
_YEARS = range(2000, 2100)
_MOMENT = "%Y-%m-%d %H:%M"
_EXAMPLE = "2026-11-24 14:02"
_MOMENT_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d$"}


def _moment(value: object) -> object:
    """Read ``2026-11-24 14:02``; anything else is left for the type to refuse."""
    if not isinstance(value, str):
        return value
    words = {
        "said": f'"{value[:40]}" is not a time',
        "known": f"write {_EXAMPLE}",
        "cause": Cause.PB017_TIME,
        "instead": _EXAMPLE,
    }
    try:
        moment = datetime.strptime(value, _MOMENT)  # noqa: DTZ007  # as above
    except ValueError as broken:
        raise PydanticCustomError("slot_is", "{said}", words) from broken
    if moment.year not in _YEARS:
        raise PydanticCustomError("slot_is", "{said}", words)
    return moment


def _within(most: int) -> Callable[[int], int]:
    """Return what refuses a number that is not from 1 to ``most``."""

    def fits(value: int) -> int:
        if not 1 <= value <= most:
            words = {
                "said": f"{value} does not fit here",
                "known": f"write 1 to {most}",
                "cause": Cause.PB017_RANGE,
                "instead": f"1-{most}",
            }
            raise PydanticCustomError("slot_is", "{said}", words)
        return value

    return fits


def _text(value: object) -> object:
    """Take a number, true or false for its text: slots hold texts, and a person types digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[Line, BeforeValidator(_text), WithJsonSchema({"type": ["string", "number", "boolean"]})]
"""A text that may be written as a number."""


class CorrectEntry(Record):
    """Another answer than the one given at an earlier step."""

    at: Line
    to: Text
    visit: Annotated[int, AfterValidator(_within(MOST_VISITS))] | None = None
    """Which of several visits to that step, from 1; the last one when left out."""
    goes_back: bool = False


class Turn(Record):
    """One thing done, and what is then expected; or, with nothing done, a look at the card."""

    tap: Text | None = None
    type: Text | None = None
    temperature: Annotated[int, AfterValidator(_within(MAX_TEMPERATURE))] | None = None
    back: Literal[True] | None = None
    jump: Line | None = None
    pick: Line | None = None
    unpick: Line | None = None
    tick: Line | None = None
    untick: Line | None = None
    compliance: Line | None = None
    correct: CorrectEntry | None = None
    move: Literal["fact", "feeling", "demand", "note"] | None = None
    flag: Literal[True] | None = None
    help: Literal[True] | None = None
    pause: Literal["asked", "hung_up"] | None = None
    resume: Literal[True] | None = None
    end: OutcomeName | None = None
    speak: Literal["zh", "en"] | None = None
    wait: Annotated[int, AfterValidator(_within(LONGEST_WAIT))] | None = None

    step: Line | None = None
    say: Line | None = None
    shows: list[Line] = Field(default_factory=list)
    hides: list[Line] = Field(default_factory=list)
    slots: dict[str, Text] = Field(default_factory=dict)
    refused: Line | None = None
    leaves: Line | None = None
    """The exit by which the answer leaves a playbook that others borrow; ``return`` for the plain one."""
    outcome: OutcomeName | None = None

    @model_validator(mode="after")
    def one_deed(self) -> Self:
        """Refuse two deeds at once, and a refusal of nothing."""
        deeds = [kind.value for kind in Kind if getattr(self, kind) is not None]
        if len(deeds) > 1:
            words = f"this entry does {len(deeds)} things at once ({', '.join(deeds)})"
            told = {"said": words, "known": "write each as an entry of its own", "cause": Cause.PB017_SEVERAL}
            raise PydanticCustomError("one_key", "{said}", told)
        for key in ("refused", "leaves"):
            if getattr(self, key) is not None and not deeds:
                words, known = f'"{key}" stands where nothing is done', "say what is done, or delete it"
                told = {"said": words, "known": known, "cause": Cause.PB017_IDLE}
                raise PydanticCustomError("one_key", "{said}", told)
        return self

    @property
    def deed(self) -> Deed | None:
        """Return what is done; none when one only looks."""
        kind = next((kind for kind in Kind if getattr(self, kind) is not None), None)
        if kind is None:
            return None
        if self.correct is not None:
            correct = self.correct
            return Deed(kind, correct.to, correct.at, correct.visit or 0, correct.goes_back)
        return Deed(kind, "" if kind in BARE else str(getattr(self, kind)))


class Rehearsal(Record):
    """The whole file: one call, played by the book."""

    format: Literal[1]
    rehearsal: Line
    """What it shows, in a few words."""
    product: Line | None = None
    channel: Literal["phone", "counter"] = "phone"
    language: Literal["zh", "en"] = "zh"
    role: Literal["staff", "supervisor", "trainer", "admin"] = "staff"
    begins: Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(_MOMENT_SCHEMA)] = BEGINS
    walk: Annotated[list[Turn], Field(min_length=1)]
