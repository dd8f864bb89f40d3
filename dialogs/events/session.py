"""What happened in one call."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.events.crisis import CrisisEvent
from dialogs.events.fact import Fact
from dialogs.events.questions import AnswerGiven, GivenAnswerChanged, ItemTicked
from dialogs.events.reaching import ReachEvent
from dialogs.events.recall import CarriedOver
from dialogs.ids import (
    ChoiceId,
    ComplaintId,
    EntitlementId,
    PersonId,
    PlaybookSlug,
    RemedyId,
    Revision,
    SessionId,
    StageId,
    StepId,
    TeamId,
)
from dialogs.money import Money
from dialogs.program import Answer, Channel, Outcome, Owner, Place
from dialogs.sealed import Sealed
from dialogs.texts import Language


class PauseReason(StrEnum):
    """Why a call stands still."""

    ASKED = "asked"
    HUNG_UP = "hung_up"
    SWITCHED = "switched"


class ErasureReason(StrEnum):
    """Why the words of a call were erased."""

    ASKED = "asked"
    """Somebody was entitled to it and asked."""
    RETENTION = "retention"
    """No rule asks any more that they be kept."""
    RESTORED = "restored"
    """It had been decided before, and a crash came between, or a backup brought them back."""


class SummarySection(StrEnum):
    """The sections of the summary, in their order."""

    REPORTED = "reported"
    ESTABLISHED = "established"
    OFFERED = "offered"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(Fact):
    """A call began, on one revision of one playbook, at its first step."""

    session: SessionId
    complaint: ComplaintId
    alias: str
    team: TeamId
    playbook: PlaybookSlug
    revision: Revision
    start: StepId
    product: str
    channel: Channel
    call_language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSet:
    """A slot's new value, as part of a choice."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade(Fact):
    """A choice was tapped and the walk moved to ``target``."""

    step: StepId
    choice: ChoiceId
    target: StepId
    returns_to: tuple[StepId, ...] = ()
    """Where the detours that are open after this move come back to, outermost first."""
    slots: tuple[SlotSet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack(Fact):
    """The latest move was undone; the walk stands again where it stood before it."""

    undoes: int
    """Version of the move that is undone."""
    target: StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumped(Fact):
    """The walk went to the start of a stage; the stages that it passed over are named."""

    step: StepId
    stage: StageId
    target: StepId
    skipped: tuple[StageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChanged(Fact):
    """An earlier answer was corrected; the walk stays where it is unless it was asked to go back there."""

    move: int
    """Version of the ``ChoiceMade`` (or earlier correction's move) that is corrected."""
    step: StepId
    old: ChoiceId
    new: ChoiceId
    slots: tuple[SlotSet, ...] = ()
    target: StepId | None = None
    """Where the walk goes, or none when it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsNoted(Fact):
    """Words were written down in one of the places."""

    place: Place
    words: Sealed
    step: StepId
    said_at: datetime
    """When the message was written, which an outage can make earlier than ``at``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsMoved(Fact):
    """Words noted earlier belong in another place of this call."""

    noted: int
    """Version of the ``WordsNoted``."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsMovedAway(Fact):
    """Words noted earlier belong to another call, which has noted them itself."""

    noted: int
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureTaken(Fact):
    """The agent tapped how hot the customer is: 1 calm to 5 out of control."""

    level: int
    step: StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFlagged(Fact):
    """The agent marked this moment for the review."""

    step: StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(Fact):
    """The agent asked for a supervisor."""

    step: StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTaken(Fact):
    """``by`` comes to help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEnded(Fact):
    """Who came says that the help is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whispered(Fact):
    """A supervisor wrote a line to the agent before the call was over: it stands on the agent's card."""

    words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPaused(Fact):
    """The call stands still; its clock too."""

    reason: PauseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed(Fact):
    """The call goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLanguageChanged(Fact):
    """The lines to say are in another language from here on."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RestatementChecked(Fact):
    """The customer was asked whether the restatement is right."""

    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandStated(Fact):
    """The customer asked for something."""

    kind: str
    amount: Money | None = None
    words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementNoted(Fact):
    """The customer is owed this by law or contract: a floor, outside every negotiation."""

    entitlement: EntitlementId


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPicked(Fact):
    """An option was ticked, or its tick taken away, while the offers are put together."""

    remedy: RemedyId
    picked: bool
    needs_compliance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceConfirmed(Fact):
    """The agent confirmed that compliance signed off this remedy for this customer."""

    remedy: RemedyId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Fact):
    """We offered this; ``place`` numbers it within its set, from 1."""

    place: int
    remedy: RemedyId
    kind: str
    amount: Money | None = None
    words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswered(Fact):
    """The customer answered an offer."""

    offer: int
    """Version of the ``OfferMade``."""
    answer: Answer
    words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Fact):
    """We promised something by a time (aware UTC)."""

    kind: str
    owner: Owner
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReached(Fact):
    """The customer said yes to the agreement as restated."""

    offers: tuple[int, ...] = ()
    """Versions of the accepted offers it consists of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Fact):
    """The call is over."""

    outcome: Outcome
    by_move: bool = False
    """Whether the move just before it led to an end step, rather than a command to end the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReopened(Fact):
    """The call was not over after all; it goes on where it stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryEdited(Fact):
    """The agent rewrote a section of the summary, or took it back to what was recorded."""

    section: SummarySection
    words: Sealed
    """Empty where it was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHandedOver(Fact):
    """Another person answers for this call from here on."""

    to: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageOnlyBegun(Fact):
    """An erasure was asked for that a rule or a hold forbids: the call is kept and shown to nobody."""

    rule: str
    """Id of the rule of retention, or ``hold``."""
    until: date | None
    """The first local day on which the rule would allow it; none while a hold runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsErased(Fact):
    """The key of this call's words was destroyed, in the same transaction; nobody can read them any more."""

    reason: ErasureReason
    left_in_chat: int
    """How many messages that carry something of this call were still in chats then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Fact):
    """Somebody ordered that this call be kept, whatever the rules: a court, an audit, a dispute."""

    reference: str
    """The file number of whoever ordered it; never a customer's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted(Fact):
    """The hold is over; the rules count again."""


SessionEvent = (
    SessionOpened
    | ChoiceMade
    | WentBack
    | Jumped
    | AnswerChanged
    | WordsNoted
    | WordsMoved
    | WordsMovedAway
    | TemperatureTaken
    | MomentFlagged
    | HelpAsked
    | HelpTaken
    | HelpEnded
    | Whispered
    | SessionPaused
    | SessionResumed
    | CallLanguageChanged
    | RestatementChecked
    | DemandStated
    | EntitlementNoted
    | OptionPicked
    | ComplianceConfirmed
    | OfferMade
    | OfferAnswered
    | PromiseMade
    | AgreementReached
    | SessionEnded
    | SessionReopened
    | SummaryEdited
    | SessionHandedOver
    | CarriedOver
    | StorageOnlyBegun
    | WordsErased
    | HoldPlaced
    | HoldLifted
    | AnswerGiven
    | GivenAnswerChanged
    | ItemTicked
    | CrisisEvent
    | ReachEvent
)
