"""Reads the rules of retention from a TOML file, every error at once, each with the path of its key."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.rules_file import RulesFile, SaidEntry
from dialogs.keeping import HOLD
from dialogs.retention import LONGEST, Basis, Confidence, Erasing, RetentionPolicy, RetentionRule
from playbooks.words import Line, Record

SHIPPED: Final = Path(__file__).with_name("retention.toml")
"""The rules that come with the program: a beginning, which the firm's compliance must confirm or change."""
_YEAR: Final = 12
_CITED: Final = frozenset({Confidence.A, Confidence.B})


class BasisEntry(SaidEntry):
    """What a rule rests on; an article is named only by who has looked it up."""

    confidence: Literal["A", "B", "C"]
    article: Line | None = None
    in_force: date | None = None

    @model_validator(mode="after")
    def _looked_up(self) -> Self:
        if self.article is not None and Confidence(self.confidence) not in _CITED:
            raise PydanticCustomError("cited", "names an article below confidence B: look it up first")
        return self


class RuleEntry(SaidEntry):
    """One rule; without ``products`` it is for all of them."""

    basis: BasisEntry
    check_by: date
    years: Annotated[int, Field(ge=1, le=LONGEST // _YEAR)] | None = None
    months: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    products: Annotated[list[Line], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.years is None) == (self.months is None):
            raise PydanticCustomError("length", "must say how long: either years or months")
        return self

    def rule(self, name: str) -> RetentionRule:
        """Return the rule as the core knows it."""
        return RetentionRule(
            id=name,
            title=self.both,
            months=(self.years or 0) * _YEAR + (self.months or 0),
            basis=Basis(
                law=self.basis.both,
                confidence=Confidence(self.basis.confidence),
                article=self.basis.article or "",
                in_force=self.basis.in_force,
            ),
            check_by=self.check_by,
            products=frozenset(self.products or ()),
        )


class PolicyFile(Record):
    """The whole file."""

    format: Literal[1]
    erase: Literal["by_hand", "nightly"]
    confirmed_by: Line | None = None
    confirmed_on: date | None = None
    default: Line
    rules: Annotated[dict[str, RuleEntry], Field(min_length=1)]

    def policy(self) -> RetentionPolicy:
        """Return the rules as the core knows them."""
        rules = {name: entry.rule(name) for name, entry in self.rules.items()}
        return RetentionPolicy(
            rules=tuple(rules.values()),
            default=rules[self.default],
            erase=Erasing(self.erase),
            confirmed_by=self.confirmed_by or "",
            confirmed_on=self.confirmed_on,
        )


def read_policy(path: Path | None = None) -> RetentionPolicy:
    """Return the rules in the file at ``path``, or those that come with the program.

    Raises:
        SettingsError: they cannot be used; all that is wrong is named.
    """
    return _FILE.read(path or SHIPPED).policy()


def _across(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Tell what does not fit together, whatever else is wrong."""
    rules, default = document.get("rules"), document.get("default")
    names = set(rules) if isinstance(rules, dict) else set()
    if isinstance(default, str) and default not in names:
        yield "default", "must name one of the rules: it is for the products that none of them names"
    if HOLD in names:
        yield f"rules.{HOLD}", "needs another name: this is the word for a hold"
    if ("confirmed_by" in document) != ("confirmed_on" in document):
        yield "confirmed_by", "and confirmed_on go together: who confirmed these rules, and when"
    if document.get("erase") == "nightly" and "confirmed_on" not in document:
        yield "erase", "may be nightly only once somebody has confirmed the rules: say who, in confirmed_by"


_FILE: Final = RulesFile(
    variable="HEJIE_RETENTION",
    shape=PolicyFile,
    parts=(RuleEntry, BasisEntry),
    across=_across,
    ours=frozenset({"cited", "length"}),
)
