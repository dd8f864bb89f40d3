"""What an event of a call changes in the call's row."""

from datetime import UTC

from msgspec.structs import replace

from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    CallLanguageChanged,
    CarriedOver,
    ChoiceMade,
    Event,
    HelpAsked,
    HelpTaken,
    HoldLifted,
    HoldPlaced,
    Jumped,
    SessionEnded,
    SessionHandedOver,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    StorageOnlyBegun,
    TemperatureTaken,
    WentBack,
    WordsErased,
)
from dialogs.ports import Kept, SessionStatus
from storage.rows import SessionRow


def project_session(row: SessionRow | None, version: int, event: Event) -> SessionRow | None:
    """Return a call's row after ``event``; none while the call has not begun."""
    if isinstance(event, SessionOpened):
        row = _opened(event)
    if row is None:
        return None
    return replace(_after(row, event), version=version, last_tap_at=event.at.astimezone(UTC))


def _opened(event: SessionOpened) -> SessionRow:
    return SessionRow(
        session=event.session,
        complaint=event.complaint,
        alias=event.alias,
        agent=event.by,
        team=event.team,
        playbook=event.playbook,
        revision=event.revision,
        product=event.product,
        channel=event.channel,
        call_language=event.call_language,
        status=SessionStatus.LIVE,
        outcome=None,
        step=event.start,
        temperature=None,
        opened_at=event.at.astimezone(UTC),
        last_tap_at=event.at.astimezone(UTC),
        ended_at=None,
        help_open=False,
        score=None,
        version=1,
    )


def _after(row: SessionRow, event: Event) -> SessionRow:
    match event:
        case CarriedOver():
            return replace(row, playbook=event.playbook, revision=event.revision, step=event.target)
        case ChoiceMade(target=target) | AnswerGiven(target=target) | Jumped(target=target):
            return replace(row, step=target)
        case AnswerChanged(target=target):
            return row if target is None else replace(row, step=target)
        case WentBack(target=target):
            # Undoing the move that ended a call takes the end away too.
            return replace(row, step=target, status=SessionStatus.LIVE, outcome=None, ended_at=None)
        case TemperatureTaken(level=level):
            return replace(row, temperature=level)
        case HelpAsked():
            return replace(row, help_open=True)
        case HelpTaken():
            return replace(row, help_open=False)
        case CallLanguageChanged(language=language):
            return replace(row, call_language=language)
        case SessionHandedOver(to=to):
            return replace(row, agent=to, help_open=False)
        case StorageOnlyBegun():
            return replace(row, kept=Kept.STORED)
        case WordsErased():
            return replace(row, kept=Kept.ERASED)
        case HoldPlaced() | HoldLifted():
            return replace(row, held=isinstance(event, HoldPlaced))
        case SessionPaused() | SessionResumed() | SessionReopened() | SessionEnded():
            return _went_on_or_stopped(row, event)
        case _:
            return row


def _went_on_or_stopped(
    row: SessionRow, event: SessionPaused | SessionResumed | SessionReopened | SessionEnded
) -> SessionRow:
    match event:
        case SessionPaused():
            return replace(row, status=SessionStatus.PAUSED)
        case SessionResumed():
            return replace(row, status=SessionStatus.LIVE)
        case SessionReopened():
            return replace(row, status=SessionStatus.LIVE, outcome=None, ended_at=None)
        case SessionEnded(outcome=outcome, at=at):
            return replace(
                row,
                status=SessionStatus.ENDED,
                outcome=outcome,
                ended_at=at.astimezone(UTC),
                help_open=False,
            )
