"""By when a complaint must be dealt with: calendar days, counted from the day after something happened.

Complaint measures (order 3 of 2020), articles 18, 20, 23 and 43, and the Civil Code, article 201: the day
itself is not counted, every day after it is, and a last day that is a holiday stays the last day. The figures
are configuration: :mod:`bot.deadlines_file` reads them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from dialogs.ids import FactId, PlaybookSlug
from dialogs.retention import Confidence, Doubt, DoubtKind
from dialogs.texts import Bilingual

LONGEST: Final = 366
"""Days of the longest rule that makes sense; what is longer is a slip of the pen."""


class Milestone(StrEnum):
    """What happened on the day from which a deadline is counted."""

    RECEIVED = "received"
    """The firm received the complaint, be it from the customer or from a regulator."""
    DECISION_TOLD = "decision_told"
    """The customer was told the decision."""
    REVIEW_ASKED = "review_asked"
    """The customer asked the superior unit in writing to review a branch's decision."""
    CLAIM_MADE = "claim_made"
    """A claim came in with what proves it."""
    CLAIM_AGREED = "claim_agreed"
    """Both sides agreed on what a claim pays."""
    CLAIM_REFUSED = "claim_refused"
    """It was decided that a claim is not covered."""
    ACCOUNT_OBJECTION = "account_objection"
    """The customer objected to a measure against money laundering."""
    CREDIT_OBJECTION = "credit_objection"
    """The customer objected to an entry of the credit report."""
    TRANSFERRED = "transferred"
    """A branch of the central bank passed a complaint on."""


class PauseGround(StrEnum):
    """Why time is not counted for a while."""

    MEDIATION = "mediation"
    APPRAISAL = "appraisal"


class Approver(StrEnum):
    """Who approved the longest extension."""

    SUPERIOR_UNIT = "superior_unit"
    HEAD_OFFICE = "head_office"


class Settling(StrEnum):
    """How what was due came about."""

    DONE = "done"
    """It was done and the customer knows."""
    WITHDRAWN = "withdrawn"
    """The customer withdrew."""
    NOT_DUE = "not_due"
    """It was begun by mistake, or nobody has to do it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A longer time that may be taken, once the ones before it were."""

    id: str
    title: Bilingual
    days: int
    """All days together, from the day of the milestone on."""
    needs_approval: bool = False
    must_tell: bool = False
    """Whether it counts only once the customer was told."""
    say: Bilingual | None = None
    """How the customer is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """Something must be done within so many calendar days of a milestone."""

    id: str
    title: Bilingual
    cases: tuple[str, ...]
    """The kinds of case that it is for, as words for a person's orientation."""
    milestone: Milestone
    days: int
    confidence: Confidence
    check_by: date
    law: FactId | None = None
    """The law card that founds it; below confidence B there may be none."""
    products: frozenset[str] = frozenset()
    """Ids of the list ``products``; none means all."""
    playbooks: frozenset[PlaybookSlug] = frozenset()
    """A new complaint that is opened on one of these begins it by itself."""
    taps: frozenset[str] = frozenset()
    """Choices, each ``playbook/step/choice``: a tap on one of them begins it by itself."""
    extensions: tuple[Extension, ...] = ()
    pauses: frozenset[PauseGround] = frozenset()
    restarts: bool = False
    """Whether new facts begin it anew."""
    then: Milestone | None = None
    """What has happened too once it is done."""
    of_customer: bool = False
    """Whether it is the customer who has so long: nobody is reminded of that."""
    enabled: bool = True

    @property
    def to_confirm(self) -> bool:
        """Whether compliance must confirm the figure before anybody relies on it."""
        return self.confidence is Confidence.C

    def applies_to(self, product: str) -> bool:
        """Tell whether complaints about ``product`` can have it."""
        return self.enabled and (not self.products or product in self.products)

    def next_extension(self, taken: Collection[str]) -> Extension | None:
        """Return the extension that may be taken next; they are taken in their order."""
        return next((each for each in self.extensions if each.id not in taken), None)

    def days_with(self, taken: Collection[str]) -> int:
        """Return how many days there are with the extensions that were taken."""
        return max((each.days for each in self.extensions if each.id in taken), default=self.days)


@dataclass(frozen=True, slots=True)
class Span:
    """Time that is not counted, from the day on which something began to the day on which it ended."""

    since: date
    until: date


def due(
    rule: DeadlineRule,
    received: date,
    pauses: Sequence[Span] = (),
    restarts: Sequence[date] = (),
    extensions: Collection[str] = (),
) -> date:
    """Return the last local day on which what ``rule`` asks for is in time.

    The day of the milestone is not counted, the last day is; nothing rolls over on holidays. New facts begin
    the count anew on the day on which they came, and ``extensions`` are those taken since then. A pause adds
    as many days as lie between its two ends, once, and only if it began while the time was running.
    """
    start = max((received, *restarts))
    last, counted_to = start + timedelta(days=rule.days_with(extensions)), start
    for pause in sorted(pauses, key=lambda each: each.since):
        begins = max(pause.since, counted_to)
        if begins <= last and pause.until > begins:
            last += pause.until - begins
            counted_to = pause.until
    return last


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePolicy:
    """All rules of a firm, as its compliance set and confirmed them."""

    rules: tuple[DeadlineRule, ...] = ()
    remind_before: tuple[int, ...] = (3, 1)
    """How many days before the last day somebody is reminded."""
    remind_at: time = field(default_factory=lambda: time(9))
    """The local time of that."""
    confirmed_by: str = ""
    confirmed_on: date | None = None

    @property
    def taps(self) -> frozenset[str]:
        """All choices with which a deadline begins."""
        return frozenset[str]().union(*(rule.taps for rule in self.rules))

    def rule(self, name: str) -> DeadlineRule | None:
        """Return the rule of that id."""
        return next((each for each in self.rules if each.id == name), None)

    def begun_by(self, milestone: Milestone, product: str) -> tuple[DeadlineRule, ...]:
        """Return the rules that count from ``milestone`` in complaints about ``product``."""
        return tuple(each for each in self.rules if each.milestone is milestone and each.applies_to(product))

    def milestones(self, product: str) -> tuple[Milestone, ...]:
        """Return what can happen in complaints about ``product``, as far as a rule asks for it."""
        return tuple(each for each in Milestone if self.begun_by(each, product))


NO_DEADLINES: Final = DeadlinePolicy()


def doubts(
    policy: DeadlinePolicy, today: date, products: Collection[str], law: Collection[str]
) -> tuple[Doubt, ...]:
    """Return what should be looked at; ``products`` are those of all playbooks, ``law`` all law cards."""
    return tuple(_doubts(policy, today, products, law))


def _doubts(
    policy: DeadlinePolicy, today: date, products: Collection[str], law: Collection[str]
) -> Iterator[Doubt]:
    if policy.confirmed_on is None:
        yield Doubt(DoubtKind.UNCONFIRMED)
    for rule in policy.rules:
        if rule.enabled and rule.check_by < today:
            yield Doubt(DoubtKind.CHECK_OVERDUE, rule.id, rule.check_by.isoformat())
        for product in sorted(rule.products.difference(products)):
            yield Doubt(DoubtKind.UNKNOWN_PRODUCT, rule.id, product)
        if rule.law is not None and rule.law not in law:
            yield Doubt(DoubtKind.UNKNOWN_CARD, rule.id, rule.law)
