"""How long a call must be kept: rules of law and of the firm, counted from the day on which the call ended.

Of all rules that apply the longest wins. The figures are configuration: :mod:`bot.retention_file` reads them.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.texts import Bilingual

_YEAR: Final = 12
LONGEST: Final = 100 * _YEAR
"""Months of the longest rule that makes sense; what is longer is a slip of the pen."""


class Confidence(StrEnum):
    """How sure whoever wrote a rule was of the law behind it."""

    A = "A"
    """The text was read in full."""
    B = "B"
    """Read in a page that quotes it."""
    C = "C"
    """Not looked up: then no article is named."""


class Erasing(StrEnum):
    """When what no rule keeps any more is erased."""

    BY_HAND = "by_hand"
    NIGHTLY = "nightly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a rule rests on."""

    law: Bilingual
    confidence: Confidence
    article: str = ""
    """Its number; none unless the confidence is A or B."""
    in_force: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """Keep calls of these products for so many months after the local day of their end."""

    id: str
    title: Bilingual
    months: int
    basis: Basis
    check_by: date
    """The day by which somebody must have looked at the law again."""
    products: frozenset[str] = frozenset()
    """Ids of the list ``products``; none means all."""

    def applies_to(self, product: str) -> bool:
        """Tell whether calls of ``product`` fall under it."""
        return not self.products or product in self.products

    def free_on(self, ended_on: date) -> date:
        """Return the first local day on which a call that ended on ``ended_on`` may be erased.

        The day of the end is not counted; the last day to keep it is the same day of a later month, or the
        last of that month when it is shorter (29 February).
        """
        years, month = divmod(ended_on.year * _YEAR + ended_on.month - 1 + self.months, _YEAR)
        last = date(years, month + 1, min(ended_on.day, monthrange(years, month + 1)[1]))
        return last + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """All rules of a firm, as its compliance set and confirmed them."""

    rules: tuple[RetentionRule, ...]
    default: RetentionRule
    """One of the rules: for calls of products that none of them names."""
    erase: Erasing = Erasing.BY_HAND
    confirmed_by: str = ""
    confirmed_on: date | None = None

    def rule_for(self, product: str) -> RetentionRule:
        """Return the longest rule that applies; of equals, the first."""
        applying = [rule for rule in self.rules if rule.applies_to(product)] or [self.default]
        return max(applying, key=lambda rule: rule.months)


def keep_until(policy: RetentionPolicy, product: str, ended_on: date) -> tuple[RetentionRule, date]:
    """Return the rule that keeps a call longest, and the first local day on which it may be erased."""
    rule = policy.rule_for(product)
    return rule, rule.free_on(ended_on)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day that it was in ``zone``, where rules count."""
    return moment.astimezone(zone).date()


class DoubtKind(StrEnum):
    """Why a policy should be looked at."""

    UNCONFIRMED = "unconfirmed"
    """Nobody of the firm has put their name under it."""
    CHECK_OVERDUE = "check_overdue"
    UNKNOWN_PRODUCT = "unknown_product"
    """It names a product that no playbook has: the rule may miss the calls that it is meant for."""
    UNKNOWN_CARD = "unknown_card"
    """It rests on a law card that the library does not have."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a policy that somebody should look at; it goes on working as it stands."""

    kind: DoubtKind
    rule: str = ""
    detail: str = ""
    """The day that is past, the product, or the card."""


def doubts(policy: RetentionPolicy, today: date, products: Collection[str]) -> tuple[Doubt, ...]:
    """Return what should be looked at in ``policy``; ``products`` are those of all playbooks."""
    return tuple(_doubts(policy, today, products))


def _doubts(policy: RetentionPolicy, today: date, products: Collection[str]) -> Iterator[Doubt]:
    if policy.confirmed_on is None:
        yield Doubt(DoubtKind.UNCONFIRMED)
    for rule in policy.rules:
        if rule.check_by < today:
            yield Doubt(DoubtKind.CHECK_OVERDUE, rule.id, rule.check_by.isoformat())
        for product in sorted(rule.products.difference(products)):
            yield Doubt(DoubtKind.UNKNOWN_PRODUCT, rule.id, product)
