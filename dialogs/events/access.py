"""Who read, took out, erased, held what, who was given which role or shut out: what an auditor asks for."""

from dataclasses import dataclass

from dialogs.events.fact import Fact
from dialogs.ids import PersonId, SessionId, TeamId
from dialogs.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRead(Fact):
    """Somebody opened a call that is not their own."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExported(Fact):
    """Somebody wrote one call to a file."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsExported(Fact):
    """Somebody wrote a list of so many calls to a file."""

    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsSearched(Fact):
    """Somebody searched the words of calls and found so many; what they searched for is not kept."""

    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked(Fact):
    """Somebody asked for the words of a call to be erased; it was granted, or a rule or a hold forbade it."""

    session: SessionId
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Fact):
    """Somebody gave a person this role in this team."""

    person: PersonId
    role: Role
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShutOut(Fact):
    """Somebody shut a person out."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLetIn(Fact):
    """Somebody let a person in again who had been shut out."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationGiven(Fact):
    """Somebody made an invitation to this role in this team."""

    role: Role
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrdered(Fact):
    """Somebody ordered that a call be kept, for this file number."""

    session: SessionId
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(Fact):
    """Somebody took the hold on a call away."""

    session: SessionId


AccessEvent = (
    SessionRead
    | SessionExported
    | CallsExported
    | CallsSearched
    | ErasureAsked
    | RoleGiven
    | MemberShutOut
    | MemberLetIn
    | InvitationGiven
    | HoldOrdered
    | HoldEnded
)
