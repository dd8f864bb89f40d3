"""What an event of an invitation changes in its row; a person's row is the fold of :mod:`dialogs.people`."""

from dataclasses import replace
from datetime import UTC

from dialogs.events import (
    Event,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    InvitationRefused,
)
from storage.rows import InvitationRow


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
