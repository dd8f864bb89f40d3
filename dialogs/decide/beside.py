"""What happens beside the walk: words, temperature, flags, help, the summary. None of it raises the turn."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from dialogs.commands import (
    AskHelp,
    EditSummary,
    EndHelp,
    FlagMoment,
    MoveWords,
    NoteWords,
    RestoreSummary,
    TakeHelp,
    TakeTemperature,
    Whisper,
)
from dialogs.decide.decision import NOTHING, Decision
from dialogs.events import (
    HelpAsked,
    HelpEnded,
    HelpTaken,
    MomentFlagged,
    SummaryEdited,
    TemperatureTaken,
    Whispered,
    WordsMoved,
    WordsNoted,
)
from dialogs.masking import is_bare
from dialogs.ports import SessionStatus
from dialogs.program import Place, Program
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.state import TEMPERATURES, SessionState

LONGEST_NOTE = 2000
"""Characters of one note: more is not a note, and the summary must stay one message."""
LONGEST_WHISPER: Final = 80
"""Characters of a line to an agent who is on the phone: more would not be read."""


def heard(command: NoteWords) -> NoteWords:
    """Return what a text is taken for: nothing but identifiers is a note, no answer and nobody's fact."""
    if command.place is not None or not is_bare(command.words.reveal()):
        return command
    return replace(command, place=Place.NOTE)


def note(program: Program, state: SessionState, command: NoteWords, now: datetime) -> Decision | Refusal:
    """Write words down where they were meant to go, or where the step listens."""
    words = command.words.reveal()
    if not words.strip():
        return Refusal(Reason.EMPTY)
    if len(words) > LONGEST_NOTE:
        return Refusal(Reason.TOO_LONG, values={"most": LONGEST_NOTE})
    return Decision(
        (
            WordsNoted(
                at=now,
                by=command.actor.person,
                place=command.place or listening_for(program, state),
                words=command.words,
                step=state.walk.step,
                said_at=min(command.said_at, now).astimezone(UTC),
            ),
        )
    )


def listening_for(program: Program, state: SessionState) -> Place:
    """Return where the next text goes: the open question of the step, else a note, as after the call."""
    if state.status is SessionStatus.ENDED:
        return Place.NOTE
    return program.steps[state.walk.step].listens_for or Place.NOTE


def move_words(state: SessionState, command: MoveWords, now: datetime) -> Decision | Refusal:
    """Put noted words into another place of this call."""
    noted = state.note_at(command.noted)
    if noted is None or noted.gone:
        return Refusal(Reason.UNKNOWN)
    if noted.place is command.place:
        return NOTHING
    if command.place is not Place.NOTE and is_bare(noted.words.reveal()):
        return Refusal(Reason.ONLY_IDENTIFIERS)
    return Decision((WordsMoved(at=now, by=command.actor.person, noted=noted.version, place=command.place),))


def take_temperature(state: SessionState, command: TakeTemperature, now: datetime) -> Decision | Refusal:
    """Record a temperature; the same one again in the same turn does nothing."""
    if command.level not in TEMPERATURES:
        return Refusal(Reason.UNKNOWN)
    if command.level == state.temperature and command.turn <= state.temperature_turn:
        return NOTHING
    taken = TemperatureTaken(at=now, by=command.actor.person, level=command.level, step=state.walk.step)
    return Decision((taken,))


def flag(state: SessionState, command: FlagMoment, now: datetime) -> Decision | Refusal:
    """Mark the moment; a second flag in the same turn does nothing."""
    if command.turn in state.flagged_turns or state.turn in state.flagged_turns:
        return NOTHING
    return Decision((MomentFlagged(at=now, by=command.actor.person, step=state.walk.step),))


def help_with(
    state: SessionState, command: AskHelp | TakeHelp | EndHelp, now: datetime
) -> Decision | Refusal:
    """Call for help, or come to help; only the first who comes is the helper, and says when it is over."""
    match command:
        case AskHelp():
            if state.help_asked and state.helper is None:
                return Refusal(Reason.HELP_UNDER_WAY)
            return Decision((HelpAsked(at=now, by=command.actor.person, step=state.walk.step),))
        case TakeHelp():
            if not state.help_asked:
                return Refusal(Reason.HELP_NOT_ASKED)
            if state.helper is not None:
                return NOTHING if state.helper == command.actor.person else Refusal(Reason.HELP_TAKEN)
            return Decision((HelpTaken(at=now, by=command.actor.person),))
        case EndHelp():
            if state.helper != command.actor.person:
                return Refusal(Reason.UNKNOWN if state.helper else Reason.HELP_NOT_ASKED)
            if state.help_over_turn is not None:
                return NOTHING
            return Decision((HelpEnded(at=now, by=command.actor.person),))


def whisper(command: Whisper, now: datetime) -> Decision | Refusal:
    """Write to the agent, in one line: it stands beside what they read out."""
    words = Sealed(" ".join(command.words.reveal().split()))
    if not words:
        return Refusal(Reason.EMPTY)
    if len(words.reveal()) > LONGEST_WHISPER:
        return Refusal(Reason.WHISPER_LONG, values={"most": LONGEST_WHISPER})
    return Decision((Whispered(at=now, by=command.actor.person, words=words),))


def edit_summary(state: SessionState, command: EditSummary, now: datetime) -> Decision | Refusal:
    """Rewrite a section of the summary; empty words are refused, the old ones stay."""
    if not command.words.reveal().strip():
        return Refusal(Reason.EMPTY)
    if len(command.words.reveal()) > LONGEST_NOTE:
        return Refusal(Reason.TOO_LONG, values={"most": LONGEST_NOTE})
    if state.edited.get(command.section) == command.words:
        return NOTHING
    edited = SummaryEdited(at=now, by=command.actor.person, section=command.section, words=command.words)
    return Decision((edited,))


def restore_summary(state: SessionState, command: RestoreSummary, now: datetime) -> Decision | Refusal:
    """Take a section back to what was recorded; one that nobody rewrote stays as it is."""
    if command.section not in state.edited:
        return NOTHING
    back = SummaryEdited(at=now, by=command.actor.person, section=command.section, words=Sealed(""))
    return Decision((back,))
