"""What happened to one complaint, over all its calls."""

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.deadlines import Approver, Milestone, PauseGround, Settling
from dialogs.events.fact import Fact
from dialogs.ids import ComplaintId, SessionId, TeamId
from dialogs.program import Outcome, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReceived(Fact):
    """A complaint came in; day one of its deadlines is the local day after ``received_on``."""

    complaint: ComplaintId
    number: str
    alias: str
    team: TeamId
    product: str
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOpened(Fact):
    """A call belongs to this complaint."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAdded(Fact):
    """A call left this complaint with a promise."""

    session: SessionId
    kind: str
    owner: Owner
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAdded(Fact):
    """A call left this complaint with an agreement."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallClosed(Fact):
    """A call of this complaint ended; an agreed outcome settles the complaint."""

    session: SessionId
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReopened(Fact):
    """A call of this complaint was not over after all; what its end added (promises, agreement) is void."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSet(Fact):
    """A deadline is counted from this day on; one of the same rule that was there before is void."""

    rule: str
    """Id of the rule in the file of deadlines."""
    milestone: Milestone
    day: date
    """The local day of the milestone; it is not counted."""
    due: date
    """The last day on which it is in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineExtended(Fact):
    """A longer time was taken."""

    rule: str
    extension: str
    """Id of the extension within the rule."""
    due: date
    approved_by: Approver | None = None
    customer_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionTold(Fact):
    """The customer was told on this day of a longer time that had been taken before."""

    rule: str
    extension: str
    """Id of the extension within the rule."""
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePaused(Fact):
    """From this day on the time is not counted."""

    rule: str
    ground: PauseGround
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineResumed(Fact):
    """The time is counted again; the days between are added."""

    rule: str
    day: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRestarted(Fact):
    """New facts came in on this day: the time is counted anew from there, extensions are to be taken anew."""

    rule: str
    day: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSettled(Fact):
    """What was due came about, or is due no more."""

    rule: str
    how: Settling
    day: date


DeadlineEvent = (
    DeadlineSet
    | DeadlineExtended
    | ExtensionTold
    | DeadlinePaused
    | DeadlineResumed
    | DeadlineRestarted
    | DeadlineSettled
)
ComplaintEvent = (
    ComplaintReceived | CallOpened | PromiseAdded | AgreementAdded | CallClosed | CallReopened | DeadlineEvent
)
