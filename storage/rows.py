"""The rows that views are answered from: what the log amounts to, and can be rebuilt from it at will."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from dialogs.actors import Actor
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.ports import AccessDeed, AccessLine, ComplaintLine, Kept, SessionLine, SessionStatus
from dialogs.program import Channel, Outcome
from dialogs.roles import Role
from dialogs.texts import Language


class SessionRow(Struct, frozen=True, gc=False, kw_only=True):
    """One call. A struct of msgspec, since every tap replaces a few of its many fields."""

    session: SessionId
    complaint: ComplaintId
    alias: str
    agent: PersonId
    team: TeamId
    playbook: PlaybookSlug
    revision: Revision
    product: str
    channel: Channel
    call_language: Language
    status: SessionStatus
    outcome: Outcome | None
    step: str
    temperature: int | None
    opened_at: datetime
    last_tap_at: datetime
    ended_at: datetime | None
    help_open: bool
    score: int | None
    version: int
    kept: Kept = Kept.OPEN
    held: bool = False

    def line(self, agent_name: str | None) -> SessionLine:
        """Return the call as lists show it; a person whom the directory does not know is named by id."""
        return SessionLine(
            session=self.session,
            complaint=self.complaint,
            alias=self.alias,
            agent=self.agent,
            agent_name=str(self.agent) if agent_name is None else agent_name,
            team=self.team,
            playbook=self.playbook,
            revision=self.revision,
            product=self.product,
            status=self.status,
            outcome=self.outcome,
            step=self.step,
            temperature=self.temperature,
            opened_at=self.opened_at,
            last_tap_at=self.last_tap_at,
            ended_at=self.ended_at,
            help_open=self.help_open,
            score=self.score,
            version=self.version,
            kept=self.kept,
            held=self.held,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """One complaint."""

    complaint: ComplaintId
    number: str
    alias: str
    team: TeamId
    product: str
    received_on: date
    calls: int
    last_agent: PersonId
    last_call_at: datetime
    settled: bool

    def line(self) -> ComplaintLine:
        """Return the complaint as lists show it."""
        return ComplaintLine(
            complaint=self.complaint,
            number=self.number,
            alias=self.alias,
            product=self.product,
            received_on=self.received_on,
            calls=self.calls,
            last_agent=self.last_agent,
            last_call_at=self.last_call_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """One invitation, by the digest of its code."""

    code_digest: str
    role: Role
    team: TeamId
    inviter: PersonId
    expires_at: datetime
    person: PersonId | None = None
    """Who used the code."""
    settled: bool = False
    """Whether an admin has confirmed or refused them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One deed of an access stream, by the key of the stream and its version there."""

    stream_key: str
    version: int
    at: datetime
    by: PersonId
    deed: AccessDeed
    session: SessionId | None = None
    person: PersonId | None = None
    """Who was given a role, shut out or let in."""
    detail: str = ""
    """How many calls, which role in which team, or for which file number."""

    def line(self, by_name: str | None, alias: str | None, person_name: str | None) -> AccessLine:
        """Return the deed as lists show it; a person whom the directory does not know is named by id."""
        return AccessLine(
            at=self.at,
            by=self.by,
            by_name=str(self.by) if by_name is None else by_name,
            deed=self.deed,
            session=self.session,
            alias=alias,
            person=self.person,
            person_name=str(self.person) if person_name is None and self.person else person_name,
            detail=self.detail,
        )


class Rows(Protocol):
    """Rows by key, inside the transaction that writes the events they come from."""

    def session(self, session: SessionId) -> SessionRow | None:
        """Return the row of a call."""
        ...

    def put_session(self, row: SessionRow) -> None:
        """Insert or replace the row of a call."""
        ...

    def complaint(self, complaint: ComplaintId) -> ComplaintRow | None:
        """Return the row of a complaint."""
        ...

    def put_complaint(self, row: ComplaintRow) -> None:
        """Insert or replace the row of a complaint."""
        ...

    def person(self, person: PersonId) -> Actor | None:
        """Return the row of a person."""
        ...

    def put_person(self, row: Actor) -> None:
        """Insert or replace the row of a person."""
        ...

    def invitation(self, code_digest: str) -> InvitationRow | None:
        """Return the row of an invitation."""
        ...

    def put_invitation(self, row: InvitationRow) -> None:
        """Insert or replace the row of an invitation."""
        ...

    def put_access(self, row: AccessRow) -> None:
        """Insert or replace the row of a deed."""
        ...
