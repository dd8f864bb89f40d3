"""What happened to one complaint, over all its calls."""

from dataclasses import dataclass
from datetime import date, datetime

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


ComplaintEvent = ComplaintReceived | CallOpened | PromiseAdded | AgreementAdded | CallClosed | CallReopened
