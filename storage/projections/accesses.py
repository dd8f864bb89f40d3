"""What an event of an access stream says in the list of who read what."""

from dataclasses import replace
from datetime import UTC

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    CallsExported,
    CallsSearched,
    ErasureAsked,
    Event,
    HoldEnded,
    HoldOrdered,
    InvitationGiven,
    MemberLetIn,
    MemberShutOut,
    RoleGiven,
    SessionExported,
    SessionRead,
)
from dialogs.ports import AccessDeed
from storage.rows import AccessRow


def project_access(stream_key: str, version: int, event: Event) -> AccessRow:
    """Return the row of event number ``version`` of the access stream ``stream_key``.

    Raises:
        LogDoesNotFoldError: it is no event of an access stream.
    """
    at = event.at.astimezone(UTC)
    row = AccessRow(stream_key=stream_key, version=version, at=at, by=event.by, deed=AccessDeed.READ)
    match event:
        case SessionRead(session=session):
            return replace(row, session=session)
        case SessionExported(session=session):
            return replace(row, deed=AccessDeed.EXPORTED, session=session)
        case CallsExported(calls=calls):
            return replace(row, deed=AccessDeed.LIST_EXPORTED, detail=str(calls))
        case CallsSearched(found=found):
            return replace(row, deed=AccessDeed.SEARCHED, detail=str(found))
        case ErasureAsked(session=session, granted=granted):
            deed = AccessDeed.ERASURE_GRANTED if granted else AccessDeed.ERASURE_REFUSED
            return replace(row, deed=deed, session=session)
        case RoleGiven(person=person, role=role, team=team):
            return replace(row, deed=AccessDeed.ROLE_GIVEN, person=person, detail=f"{role} {team}")
        case MemberShutOut(person=person):
            return replace(row, deed=AccessDeed.SHUT_OUT, person=person)
        case MemberLetIn(person=person):
            return replace(row, deed=AccessDeed.LET_IN, person=person)
        case InvitationGiven(role=role, team=team):
            return replace(row, deed=AccessDeed.INVITED, detail=f"{role} {team}")
        case HoldOrdered(session=session, reference=reference):
            return replace(row, deed=AccessDeed.HELD, session=session, detail=reference)
        case HoldEnded(session=session):
            return replace(row, deed=AccessDeed.HOLD_LIFTED, session=session)
        case _:
            msg = f"{type(event).__name__} is not an event of an access stream"
            raise LogDoesNotFoldError(msg)
