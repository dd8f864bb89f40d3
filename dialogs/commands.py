"""Wishes, in the imperative, each with the actor who has it. What comes of them is up to ``decide``."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.actors import Actor
from dialogs.events import PauseReason, SummarySection
from dialogs.ids import ChoiceId, ComplaintId, ItemId, PlaybookSlug, RemedyId, SessionId, SignId, StageId
from dialogs.program import Channel, Outcome, Place
from dialogs.sealed import Sealed
from dialogs.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What every command says: who wants it."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession(Wish):
    """Begin a call: on a complaint that is known, or on a new one."""

    session: SessionId
    complaint: ComplaintId
    """A new id, or that of an open complaint of the actor."""
    alias: str
    playbook: PlaybookSlug
    product: str
    channel: Channel
    call_language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSession(Wish):
    """A command about one call."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(OnSession):
    """A command that moves the walk, from the turn that its button was drawn in."""

    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Move):
    """Tap an answer of the step."""

    choice: ChoiceId
    arrived: datetime | None = None
    """When the tap came in (aware UTC), where a thumb may tap twice; none where nothing can slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoBack(Move):
    """Undo the latest move; on a call that ended, take the end back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpTo(Move):
    """Go to the start of a stage."""

    stage: StageId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAnswer(Move):
    """Correct an earlier answer; ``reroute`` goes back there when the walk would have gone elsewhere."""

    move: int
    """Version of the move whose answer is corrected."""
    choice: ChoiceId
    reroute: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWords(OnSession):
    """Write words down: in ``place``, or where the step listens when none is given.

    Without a place they answer a question that the step asks in writing, unless they must not.
    """

    words: Sealed
    said_at: datetime
    place: Place | None = None
    may_answer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGiven(OnSession):
    """Correct in writing the answer that a move gave to a question."""

    move: int
    words: Sealed
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWords(OnSession):
    """Put noted words into another place."""

    noted: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTemperature(OnSession):
    """Say how hot the customer is, 1 to 5; counts from any turn."""

    turn: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagMoment(OnSession):
    """Mark this moment for the review; counts from any turn."""

    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp(OnSession):
    """Call a supervisor; counts from any turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHelp(OnSession):
    """Come to help; a supervisor's or an admin's command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHelp(OnSession):
    """Say that the help is over; of whoever came to help alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper(OnSession):
    """Write a line to the agent, who sees it on the card; a supervisor's or an admin's command."""

    words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareCrisis(OnSession):
    """Say that the call shows a sign of more than a complaint; counts from any turn."""

    sign: SignId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCrisis(OnSession):
    """Take back a sign that was tapped by mistake."""

    declared: int
    """Version of the event that declared it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeCrisis(OnSession):
    """Take on what waits for somebody on call; a supervisor's or an admin's command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDown(OnSession):
    """Say that a crisis is over; a supervisor's or an admin's command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(OnSession):
    """Let the call stand still."""

    reason: PauseReason = PauseReason.ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OnSession):
    """Let the call go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(OnSession):
    """End the call with an outcome, wherever the walk stands."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCallLanguage(OnSession):
    """Say the lines in another language from here on."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOption(OnSession):
    """Tick an option while the offers are put together, or take its tick away."""

    turn: int
    remedy: RemedyId
    picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TickItem(OnSession):
    """Tick something to see to, or take its tick away."""

    turn: int
    item: ItemId
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCompliance(OnSession):
    """Confirm that compliance signed off a picked option."""

    turn: int
    remedy: RemedyId


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSummary(OnSession):
    """Rewrite a section of the summary."""

    section: SummarySection
    words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSummary(OnSession):
    """Take a rewritten section of the summary back to what was recorded."""

    section: SummarySection


SessionCommand = (
    Choose
    | GoBack
    | JumpTo
    | ChangeAnswer
    | NoteWords
    | ChangeGiven
    | MoveWords
    | TakeTemperature
    | FlagMoment
    | AskHelp
    | TakeHelp
    | EndHelp
    | Whisper
    | Pause
    | Resume
    | EndSession
    | SetCallLanguage
    | PickOption
    | TickItem
    | ConfirmCompliance
    | EditSummary
    | RestoreSummary
)
CrisisCommand = DeclareCrisis | WithdrawCrisis | AcknowledgeCrisis | StandDown
