"""A brief as values: dated items in parts, and findings. No sentence is made here, no gap is filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dialogs.texts import Phrase, Text, Value


class Part(StrEnum):
    """The parts of a brief, in their order."""

    ISSUE = "issue"
    """What the complaint is about, as the customer confirmed it."""
    FACTS = "facts"
    """What the log itself establishes, with its day: receipt, calls, milestones."""
    SAID = "said"
    """What people said and felt: quotes, established by nobody."""
    RULE = "rule"
    """The law cards that the steps of the calls rest on."""
    DONE = "done"
    OFFERED = "offered"
    """What was offered, what was answered, and why."""
    SOLUTION = "solution"
    """What is owed, agreed and promised, and by when."""
    CASE = "case"
    """Real cases that compare, where there are any."""
    DEADLINES = "deadlines"
    TOLD = "told"
    """What the customer was told that binds: promises, what is owed, offers, lines said word for word."""


class FindingKind(StrEnum):
    """What a brief lacks, or where it disagrees with what the customer was told."""

    NO_DEMAND = "no_demand"
    NO_ACCOUNT = "no_account"
    """Nothing that the customer said was written down."""
    NOT_RESTATED = "not_restated"
    NO_RULE = "no_rule"
    RULE_TO_CONFIRM = "rule_to_confirm"
    RULE_QUOTED = "rule_quoted"
    """What a rule says was quoted somewhere; nobody has read its text."""
    RULE_STALE = "rule_stale"
    NOTHING_CHECKED = "nothing_checked"
    NOT_ALL_CHECKED = "not_all_checked"
    """A list of things to see to was left, and some of them bear no tick at the end."""
    NOTHING_OFFERED = "nothing_offered"
    OFFER_UNANSWERED = "offer_unanswered"
    REFUSED_WITHOUT_REASON = "refused_without_reason"
    OWED_WITHOUT_DATE = "owed_without_date"
    OWED_NOT_SPELT_OUT = "owed_not_spelt_out"
    """There is a promise since, and nothing says that it is of what is owed, nor how much that is."""
    NO_SOLUTION = "no_solution"
    PROMISE_UNSEEN = "promise_unseen"
    """A promise fell due, and nothing in the log says that it was kept."""
    NO_CASE = "no_case"
    CASE_MAY_BE_THIS = "case_may_be_this"
    """A case was closed in the month of receipt or later: it may have been made of this complaint."""
    CASE_STALE = "case_stale"
    NO_DEADLINE = "no_deadline"
    DECISION_NOT_TOLD = "decision_not_told"
    DEADLINE_PAST = "deadline_past"
    CALL_GOES_ON = "call_goes_on"
    CALLS_WITHHELD = "calls_withheld"
    WORDS_ERASED = "words_erased"
    SUMMARY_REWRITTEN = "summary_rewritten"

    PROMISE_MOVED = "promise_moved"
    PROMISE_BEYOND_DEADLINE = "promise_beyond_deadline"
    PROMISE_TAKEN_BACK = "promise_taken_back"
    OWED_TAKEN_BACK = "owed_taken_back"
    OFFER_TAKEN_BACK = "offer_taken_back"
    OFFERED_DIFFERENTLY = "offered_differently"
    ACCEPTED_NOT_AGREED = "accepted_not_agreed"
    AGREEMENT_CHANGED = "agreement_changed"
    EXTENDED_NOT_TOLD = "extended_not_told"
    LINE_DIFFERS = "line_differs"
    ENDED_OTHERWISE = "ended_otherwise"
    """A call ended as agreed or promised, and no agreement or promise is recorded."""

    @property
    def is_contradiction(self) -> bool:
        """Whether the brief says something else than the customer was told."""
        return self in _CONTRADICTIONS


_CONTRADICTIONS = frozenset(
    {
        FindingKind.PROMISE_MOVED,
        FindingKind.PROMISE_BEYOND_DEADLINE,
        FindingKind.PROMISE_TAKEN_BACK,
        FindingKind.OWED_TAKEN_BACK,
        FindingKind.OFFER_TAKEN_BACK,
        FindingKind.OFFERED_DIFFERENTLY,
        FindingKind.ACCEPTED_NOT_AGREED,
        FindingKind.AGREEMENT_CHANGED,
        FindingKind.EXTENDED_NOT_TOLD,
        FindingKind.LINE_DIFFERS,
        FindingKind.ENDED_OTHERWISE,
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a part; with the time or local day on which it happened, where it has one."""

    text: Text
    at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing, or told in two ways."""

    kind: FindingKind
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def phrase(self) -> Phrase:
        """Say what it is, and what to do about it."""
        return Phrase(f"brief.finding_{self.kind}", self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a supervisor checks and then hands to a regulator."""

    number: str
    alias: str
    product: Text
    received_on: date
    made_at: datetime
    calls: int
    parts: Mapping[Part, tuple[Item, ...]]
    findings: tuple[Finding, ...]
    inner: tuple[Item, ...] = ()
    """What the house did within itself: for whoever checks the brief alone."""

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """Return what the log does not hold."""
        return tuple(each for each in self.findings if not each.kind.is_contradiction)

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        """Return where the brief says something else than the customer was told."""
        return tuple(each for each in self.findings if each.kind.is_contradiction)
