"""Reads the signs of more than a complaint from a TOML file, every error at once, each with its path."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.rules_file import RulesFile, SaidEntry
from dialogs.ids import FactId, PersonId, SignId, TeamId
from dialogs.severity import ACTS, CrisisRules, Level, NumberToCall, Sign
from playbooks.limits import MAX_ASIDE_EN, MAX_ASIDE_ZH, MAX_SAY_EN, MAX_SAY_ZH
from playbooks.words import Line, Record

SHIPPED: Final = Path(__file__).with_name("crisis.toml")
"""The signs that come with the program: a beginning, for the firm to change after its own plan."""
_MOST_SECONDS: Final = 1_800
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
_Seconds = Annotated[int, Field(ge=10, le=_MOST_SECONDS)]


class NumberEntry(SaidEntry):
    """A telephone number; without ``number`` it is still to be filled in."""

    number: Annotated[str, Field(pattern=r"^[0-9+][0-9 -]{1,19}$")] | None = None

    @property
    def to_call(self) -> NumberToCall:
        """Return it as the core knows it."""
        return NumberToCall(self.both, self.number or "")


class SignEntry(SaidEntry):
    """One sign."""

    zh: Annotated[Line, Field(max_length=8)]
    en: Annotated[Line, Field(max_length=24)]
    level: Annotated[Level, Field(strict=False)]
    acts: list[SaidEntry] = Field(default_factory=list)
    say: SaidEntry | None = None
    numbers: list[Line] = Field(default_factory=list)
    law: Line | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.level is Level.CRISIS and (len(self.acts) != ACTS or not self.numbers):
            msg = f"is a crisis: give it {ACTS} acts and the numbers to call"
            raise PydanticCustomError("sign", msg)
        if self.level is not Level.CRISIS and self.say is None:
            raise PydanticCustomError("sign", "is no crisis: give it a line to say")
        if self.level is not Level.CRISIS and len(self.acts) > ACTS:
            raise PydanticCustomError("sign", f"has more than {ACTS} acts: nobody reads them in a call")
        return self

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        for act in self.acts:
            if len(act.zh) > MAX_ASIDE_ZH or len(act.en.split()) > MAX_ASIDE_EN:
                msg = f"has an act beyond {MAX_ASIDE_ZH} characters or {MAX_ASIDE_EN} words: {act.zh}"
                raise PydanticCustomError("sign", "{msg}", {"msg": msg})
        say = self.say
        if say is not None and (len(say.zh) > MAX_SAY_ZH or len(say.en.split()) > MAX_SAY_EN):
            msg = f"has a line beyond {MAX_SAY_ZH} characters or {MAX_SAY_EN} words: more than one breath"
            raise PydanticCustomError("sign", msg)
        return self

    def sign(self, name: str, numbers: Mapping[str, NumberEntry]) -> Sign:
        """Return the sign as the core knows it."""
        return Sign(
            id=SignId(name),
            label=self.both,
            level=self.level,
            acts=tuple(each.both for each in self.acts),
            say=None if self.say is None else self.say.both,
            numbers=tuple(numbers[each].to_call for each in self.numbers),
            law=None if self.law is None else FactId(self.law),
        )


class CrisisFile(Record):
    """The whole file."""

    format: Literal[1]
    wait_seconds: _Seconds
    withdraw_seconds: Annotated[int, Field(ge=0, le=_MOST_SECONDS)]
    numbers: dict[_Id, NumberEntry]
    signs: Annotated[dict[_Id, SignEntry], Field(min_length=1, max_length=16)]
    on_call: dict[Line, Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=1)]] = Field(
        default_factory=dict
    )

    def rules(self) -> CrisisRules:
        """Return the signs as the core knows them."""
        return CrisisRules(
            signs=tuple(entry.sign(name, self.numbers) for name, entry in self.signs.items()),
            wait=timedelta(seconds=self.wait_seconds),
            withdraw_within=timedelta(seconds=self.withdraw_seconds),
            on_call={
                TeamId(team): tuple(dict.fromkeys(map(PersonId, people)))
                for team, people in self.on_call.items()
            },
        )


def read_crisis(path: Path | None = None) -> CrisisRules:
    """Return the signs in the file at ``path``, or those that come with the program.

    Raises:
        SettingsError: they cannot be used; all that is wrong is named.
    """
    return _FILE.read(path or SHIPPED).rules()


def _across(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Tell what does not fit together, whatever else is wrong."""
    numbers, signs = document.get("numbers"), document.get("signs")
    known = set(numbers) if isinstance(numbers, dict) else set()
    for name, sign in signs.items() if isinstance(signs, dict) else ():
        asked = sign.get("numbers", ()) if isinstance(sign, dict) else ()
        for each in asked if isinstance(asked, list) else ():
            if each not in known:
                yield f"signs.{name}.numbers", f"names {each!r}, which is not among the numbers"


_FILE: Final = RulesFile(
    variable="HEJIE_CRISIS",
    shape=CrisisFile,
    parts=(SignEntry, NumberEntry),
    across=_across,
    ours=frozenset({"sign"}),
)
