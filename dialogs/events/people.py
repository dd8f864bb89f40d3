"""What happened to the members of the firm and to invitations."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.events.fact import Fact
from dialogs.ids import PersonId, TeamId
from dialogs.roles import Role
from dialogs.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdmitted(Fact):
    """A person belongs to the firm, with a role in a team."""

    person: PersonId
    name: str
    """The name shown to colleagues; a member of staff, never a customer."""
    role: Role
    team: TeamId
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Fact):
    """A person has another role or team, from their next tap on."""

    person: PersonId
    role: Role
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDisabled(Fact):
    """A person is shut out, from their next tap on."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEnabled(Fact):
    """A person is let in again."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen(Fact):
    """A person chose the language of buttons and help."""

    person: PersonId
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailChosen(Fact):
    """A person chose brief or full cards."""

    person: PersonId
    brief: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMade(Fact):
    """An admin invited somebody to a role in a team; only the digest of the code is kept."""

    code_digest: str
    role: Role
    team: TeamId
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRedeemed(Fact):
    """Somebody used the code; an admin must confirm who it was."""

    code_digest: str
    person: PersonId
    name: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationConfirmed(Fact):
    """An admin confirmed who redeemed the invitation."""

    code_digest: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRefused(Fact):
    """An admin refused who redeemed the invitation."""

    code_digest: str
    person: PersonId


PersonEvent = (
    PersonAdmitted
    | RoleChanged
    | PersonDisabled
    | PersonEnabled
    | LanguageChosen
    | DetailChosen
    | InvitationMade
    | InvitationRedeemed
    | InvitationConfirmed
    | InvitationRefused
)
