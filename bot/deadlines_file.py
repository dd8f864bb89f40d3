"""Reads the deadlines of complaints from a TOML file, every error at once, each with the path of its key."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.rules_file import RulesFile, SaidEntry
from dialogs.deadlines import (
    LONGEST,
    DeadlinePolicy,
    DeadlineRule,
    Extension,
    Milestone,
    PauseGround,
)
from dialogs.ids import FactId, PlaybookSlug
from dialogs.retention import Confidence
from playbooks.words import Line, Record

SHIPPED: Final = Path(__file__).with_name("deadlines.toml")
"""The deadlines that come with the program: a beginning, for the firm's compliance to confirm or change."""
_Days = Annotated[int, Field(ge=1, le=LONGEST)]
_Names = Annotated[list[Line], Field(min_length=1)]
_MOST_BEFORE: Final = 30


class ExtensionEntry(SaidEntry):
    """A longer time; ``days`` are all days together."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}$")]
    days: _Days
    approval: bool = False
    must_tell: bool = False
    say: SaidEntry | None = None

    def extension(self) -> Extension:
        """Return it as the core knows it."""
        return Extension(
            id=self.id,
            title=self.both,
            days=self.days,
            needs_approval=self.approval,
            must_tell=self.must_tell,
            say=None if self.say is None else self.say.both,
        )


class RuleEntry(SaidEntry):
    """One rule; without ``products`` it is for all of them."""

    cases: _Names
    milestone: Annotated[Milestone, Field(alias="from", strict=False)]
    days: _Days
    confidence: Literal["A", "B", "C"]
    check_by: date
    law: Line | None = None
    products: _Names | None = None
    playbooks: _Names | None = None
    taps: list[Annotated[Line, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+$")]] | None = None
    extensions: Annotated[list[ExtensionEntry], Field(min_length=1)] | None = None
    pauses: list[Annotated[PauseGround, Field(strict=False)]] | None = None
    restarts: bool = False
    then: Annotated[Milestone, Field(strict=False)] | None = None
    of_customer: bool = False
    enabled: bool = True

    @model_validator(mode="after")
    def _founded(self) -> Self:
        if self.law is None and self.confidence != "C":
            msg = "must name the law card that founds it, or have confidence C"
            raise PydanticCustomError("founded", msg)
        return self

    @model_validator(mode="after")
    def _longer_each_time(self) -> Self:
        days = [self.days, *(each.days for each in self.extensions or ())]
        names = [each.id for each in self.extensions or ()]
        if days != sorted(set(days)) or len(names) != len(set(names)):
            msg = "must have extensions each longer than the one before, and each with an id of its own"
            raise PydanticCustomError("longer", msg)
        return self

    def rule(self, name: str) -> DeadlineRule:
        """Return the rule as the core knows it."""
        return DeadlineRule(
            id=name,
            title=self.both,
            cases=tuple(self.cases),
            milestone=self.milestone,
            days=self.days,
            confidence=Confidence(self.confidence),
            check_by=self.check_by,
            law=None if self.law is None else FactId(self.law),
            products=frozenset(self.products or ()),
            playbooks=frozenset(map(PlaybookSlug, self.playbooks or ())),
            taps=frozenset(self.taps or ()),
            extensions=tuple(each.extension() for each in self.extensions or ()),
            pauses=frozenset(self.pauses or ()),
            restarts=self.restarts,
            then=self.then,
            of_customer=self.of_customer,
            enabled=self.enabled,
        )


class DeadlineFile(Record):
    """The whole file."""

    format: Literal[1]
    confirmed_by: Line | None = None
    confirmed_on: date | None = None
    remind_before: list[Annotated[int, Field(ge=0, le=_MOST_BEFORE)]] = Field(default=[3, 1])
    remind_at: time = time(9)
    rules: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")], RuleEntry], Field(min_length=1)
    ]

    def policy(self) -> DeadlinePolicy:
        """Return the rules as the core knows them."""
        return DeadlinePolicy(
            rules=tuple(entry.rule(name) for name, entry in self.rules.items()),
            remind_before=tuple(sorted(set(self.remind_before), reverse=True)),
            remind_at=self.remind_at,
            confirmed_by=self.confirmed_by or "",
            confirmed_on=self.confirmed_on,
        )


def read_deadlines(path: Path | None = None) -> DeadlinePolicy:
    """Return the rules in the file at ``path``, or those that come with the program.

    Raises:
        SettingsError: they cannot be used; all that is wrong is named.
    """
    return _FILE.read(path or SHIPPED).policy()


def _across(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Tell what does not fit together, whatever else is wrong."""
    if ("confirmed_by" in document) != ("confirmed_on" in document):
        yield "confirmed_by", "and confirmed_on go together: who confirmed these rules, and when"


_FILE: Final = RulesFile(
    variable="HEJIE_DEADLINES",
    shape=DeadlineFile,
    parts=(RuleEntry, ExtensionEntry),
    across=_across,
    ours=frozenset({"founded", "longer"}),
)
