"""What an event of a person or an invitation changes in their rows."""

from dataclasses import replace
from datetime import UTC

from dialogs.actors import Actor
from dialogs.events import (
    DetailChosen,
    Event,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    InvitationRefused,
    LanguageChosen,
    PersonAdmitted,
    PersonDisabled,
    PersonEnabled,
    RoleChanged,
)
from storage.rows import InvitationRow


def project_person(row: Actor | None, event: Event) -> Actor | None:
    """Return a person's row after ``event``; none for a stranger."""
    if isinstance(event, PersonAdmitted):
        return Actor(event.person, event.name, event.role, event.team, event.language)
    if row is None:
        return None
    match event:
        case RoleChanged(role=role, team=team):
            return replace(row, role=role, team=team)
        case PersonDisabled():
            return replace(row, disabled=True)
        case PersonEnabled():
            return replace(row, disabled=False)
        case LanguageChosen(language=language):
            return replace(row, language=language)
        case DetailChosen(brief=brief):
            return replace(row, brief=brief)
        case _:
            return row


def project_invitation(row: InvitationRow | None, event: Event) -> InvitationRow | None:
    """Return an invitation's row after ``event``; none for a code that was never given out."""
    if isinstance(event, InvitationMade):
        return InvitationRow(
            code_digest=event.code_digest,
            role=event.role,
            team=event.team,
            inviter=event.by,
            expires_at=event.expires_at.astimezone(UTC),
        )
    if row is None:
        return None
    match event:
        case InvitationRedeemed(person=person):
            return replace(row, person=person)
        case InvitationConfirmed() | InvitationRefused():
            return replace(row, settled=True)
        case _:
            return row
