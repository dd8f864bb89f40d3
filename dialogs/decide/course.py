"""The course of a call: pause, resume, end, and the language of its lines."""

from datetime import datetime
from typing import assert_never

from dialogs.commands import EndSession, Pause, Resume, SetCallLanguage
from dialogs.decide.decision import NOTHING, Decision
from dialogs.decide.effects import closing
from dialogs.events import CallLanguageChanged, SessionEnded, SessionPaused, SessionResumed
from dialogs.ports import SessionStatus
from dialogs.program import Outcome
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState


def change(
    state: SessionState, command: Pause | Resume | EndSession | SetCallLanguage, now: datetime
) -> Decision | Refusal:
    """Stop, go on, end, or speak another language; what is already so stays so."""
    by = command.actor.person
    match command:
        case Pause(reason=reason):
            if state.status is SessionStatus.PAUSED:
                return NOTHING
            return Decision((SessionPaused(at=now, by=by, reason=reason),))
        case Resume():
            if state.status is SessionStatus.LIVE:
                return NOTHING
            return Decision((SessionResumed(at=now, by=by),))
        case EndSession(outcome=Outcome.AGREED) if not state.walk.agreed:
            return Refusal(Reason.NOTHING_AGREED)
        case EndSession(outcome=outcome):
            ended = SessionEnded(at=now, by=by, outcome=outcome)
            return Decision((ended,), closing(state, outcome, by, now))
        case SetCallLanguage(language=language):
            if state.call_language is language:
                return NOTHING
            return Decision((CallLanguageChanged(at=now, by=by, language=language),))
        case _:
            assert_never(command)
