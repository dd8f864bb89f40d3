"""Which rule answers which command."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_never

from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    ChangeGiven,
    Choose,
    ConfirmCompliance,
    EditSummary,
    EndHelp,
    EndSession,
    FlagMoment,
    GoBack,
    JumpTo,
    Move,
    MoveWords,
    NoteWords,
    Pause,
    PickOption,
    RestoreSummary,
    Resume,
    SessionCommand,
    SetCallLanguage,
    TakeHelp,
    TakeTemperature,
    TickItem,
    Whisper,
)
from dialogs.decide import answering, beside, composing, course, moves, ticking
from dialogs.decide.decision import Decision
from dialogs.masking import is_bare
from dialogs.ports import Kept, SessionStatus
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState

_OF_HELP = (AskHelp, TakeHelp, EndHelp)
_WORKS_WHEN_PAUSED = (Resume, EndSession, NoteWords, MoveWords, *_OF_HELP, Whisper, SetCallLanguage, Pause)
_WORKS_WHEN_ENDED = (EditSummary, RestoreSummary, NoteWords, MoveWords, GoBack)
_OVER: Mapping[type[SessionCommand], Reason] = {
    TakeHelp: Reason.HELP_OVER,
    Whisper: Reason.WHISPER_LATE,
}
"""Why what a supervisor wanted is too late."""


def decide_command(
    program: Program, state: SessionState, command: SessionCommand, now: datetime
) -> Decision | Refusal:
    """Ask whether the call's status lets the command through, then the rule of its kind."""
    stopped = _stopped(state, command)
    if stopped is not None:
        return stopped
    utc = now.astimezone(UTC)
    match command:
        case Choose():
            return moves.choose(program, state, command, now)
        case GoBack():
            return moves.go_back(state, command, utc)
        case JumpTo():
            return moves.jump(program, state, command, utc)
        case ChangeAnswer():
            return moves.change_answer(program, state, command, now)
        case PickOption():
            return composing.pick(program, state, command, utc)
        case ConfirmCompliance():
            return composing.confirm_compliance(state, command, utc)
        case NoteWords():
            return answering.write(program, state, beside.heard(command), now)
        case ChangeGiven(words=words) if is_bare(words.reveal()):
            return Refusal(Reason.ONLY_IDENTIFIERS)
        case ChangeGiven():
            return answering.change(program, state, command, now)
        case TickItem():
            return ticking.tick(program, state, command, utc)
        case MoveWords():
            return beside.move_words(state, command, utc)
        case TakeTemperature():
            return beside.take_temperature(state, command, utc)
        case FlagMoment():
            return beside.flag(state, command, utc)
        case RestoreSummary():
            return beside.restore_summary(state, command, utc)
        case EditSummary():
            return beside.edit_summary(state, command, utc)
        case AskHelp() | TakeHelp() | EndHelp():
            return beside.help_with(state, command, utc)
        case Whisper():
            return beside.whisper(command, utc)
        case Pause() | Resume() | EndSession() | SetCallLanguage():
            return course.change(state, command, utc)
        case _:
            assert_never(command)


def _stopped(state: SessionState, command: SessionCommand) -> Refusal | None:
    if not state.version:
        return Refusal(Reason.NO_SESSION)
    if state.kept is not Kept.OPEN:
        return Refusal(Reason.STORAGE_ONLY if state.kept is Kept.STORED else Reason.WORDS_ERASED)
    if isinstance(command, Move) and moves.repeats_last(state, command):
        return Refusal(Reason.ALREADY_DONE)
    if state.status is SessionStatus.ENDED and not isinstance(command, _WORKS_WHEN_ENDED):
        return Refusal(_OVER.get(type(command), Reason.ENDED))
    if state.status is SessionStatus.PAUSED and not isinstance(command, _WORKS_WHEN_PAUSED):
        return Refusal(Reason.PAUSED, costly=True)
    return None
