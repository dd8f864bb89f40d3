"""From an event to the rows it changes: pure, and the same for every store, so that all answer alike."""

from msgspec.structs import replace

from dialogs.events import Event, SessionRated
from dialogs.ids import ComplaintId, PersonId, SessionId, StreamId, StreamKind
from dialogs.people import person_after
from storage.projections.accesses import project_access
from storage.projections.calls import project_session
from storage.projections.complaints import project_complaint
from storage.projections.people import project_invitation
from storage.rows import Rows

_INVITATION = "invitation-"


def project(rows: Rows, stream: StreamId, version: int, event: Event) -> None:
    """Bring ``rows`` up to date with event number ``version`` of ``stream``."""
    match stream.kind:
        case StreamKind.SESSION:
            session = project_session(rows.session(SessionId(stream.key)), version, event)
            if session is not None:
                rows.put_session(session)
        case StreamKind.REVIEW:
            reviewed = rows.session(SessionId(stream.key))
            if reviewed is not None and isinstance(event, SessionRated):
                rows.put_session(replace(reviewed, score=event.score))
        case StreamKind.COMPLAINT:
            complaint = project_complaint(rows.complaint(ComplaintId(stream.key)), event)
            if complaint is not None:
                rows.put_complaint(complaint)
        case StreamKind.PERSON:
            _project_person_stream(rows, stream.key, event)
        case StreamKind.ACCESS:
            rows.put_access(project_access(stream.key, version, event))
        case StreamKind.PLAYBOOK:
            pass


def _project_person_stream(rows: Rows, key: str, event: Event) -> None:
    if key.startswith(_INVITATION):
        invitation = project_invitation(rows.invitation(key.removeprefix(_INVITATION)), event)
        if invitation is not None:
            rows.put_invitation(invitation)
        return
    person = person_after(rows.person(PersonId(int(key))), event)
    if person is not None:
        rows.put_person(person)
