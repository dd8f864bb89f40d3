"""What an event of a complaint changes in the complaint's row."""

from dataclasses import replace
from datetime import UTC

from dialogs.events import CallClosed, CallOpened, CallReopened, ComplaintReceived, Event
from dialogs.program import Outcome
from storage.rows import ComplaintRow


def project_complaint(row: ComplaintRow | None, event: Event) -> ComplaintRow | None:
    """Return a complaint's row after ``event``; it is settled while its latest close was agreed upon.

    It is settled also where no call is left: each was opened by mistake.
    """
    if isinstance(event, ComplaintReceived):
        return ComplaintRow(
            complaint=event.complaint,
            number=event.number,
            alias=event.alias,
            team=event.team,
            product=event.product,
            received_on=event.received_on,
            calls=0,
            last_agent=event.by,
            last_call_at=event.at.astimezone(UTC),
            settled=False,
        )
    if row is None:
        return None
    match event:
        case CallOpened(by=by, at=at):
            return replace(row, calls=row.calls + 1, last_agent=by, last_call_at=at.astimezone(UTC))
        case CallClosed(outcome=Outcome.MISTAKEN):
            return replace(row, calls=row.calls - 1, settled=row.settled or row.calls == 1)
        case CallClosed(outcome=outcome):
            return replace(row, settled=outcome is Outcome.AGREED)
        case CallReopened():
            return replace(row, settled=False, calls=max(row.calls, 1))
        case _:
            return row
