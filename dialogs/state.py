"""Where one call stands: a fold of its events, and nothing else.

Structs of msgspec, frozen like the dataclasses elsewhere: each event replaces a field or two of a wide state,
and their ``replace`` takes a tenth of the time, which was the greater part of a fold. They hold no cycles, so
the garbage collector need not know of them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct, field

from dialogs.crises import Crisis
from dialogs.events import (
    AgreementReached,
    ComplianceConfirmed,
    DemandStated,
    EntitlementNoted,
    Given,
    ItemTicked,
    OfferAnswered,
    OfferMade,
    OptionPicked,
    PauseReason,
    PromiseMade,
    RestatementChecked,
    SlotSet,
    SummarySection,
)
from dialogs.guards import Moment, Recorded
from dialogs.ids import (
    ChoiceId,
    ComplaintId,
    EntitlementId,
    ItemId,
    PersonId,
    PlaybookSlug,
    RemedyId,
    Revision,
    SessionId,
    StepId,
    TeamId,
)
from dialogs.money import Money
from dialogs.ports import Kept, SessionStatus
from dialogs.program import Answer, Channel, Outcome, Owner, Place
from dialogs.reaching import Reach
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.texts import Language

Record = (
    RestatementChecked
    | DemandStated
    | EntitlementNoted
    | OptionPicked
    | ComplianceConfirmed
    | ItemTicked
    | OfferMade
    | OfferAnswered
    | PromiseMade
    | AgreementReached
)
"""The events that a walk records beside its moves."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


TEMPERATURES: Final = range(1, 6)
"""How upset a customer can be said to be, from calm to beside themselves."""


class Demand(Struct, frozen=True, gc=False):
    """Something that the customer asked for."""

    kind: str
    amount: Money | None = None
    words: Sealed | None = None


class Offer(Struct, frozen=True, gc=False):
    """Something that we offered. ``round`` numbers the sets of offers, from 1."""

    version: int
    round: int
    place: int
    remedy: RemedyId
    kind: str
    amount: Money | None = None
    answer: Answer | None = None


class Promise(Struct, frozen=True, gc=False):
    """Something that we promised by a time (aware UTC)."""

    kind: str
    owner: Owner
    due: datetime


class GivenSlot(Struct, frozen=True, gc=False):
    """A slot with what was written for it."""

    name: str
    value: Given


class Entry(Struct, frozen=True, gc=False):
    """Something that a walk recorded, at the ``place`` of its move: a later correction keeps the place."""

    place: int
    """Version of the move whose answer recorded it, or after which it was ticked."""
    version: int
    what: Record | tuple[SlotSet, ...] | GivenSlot


class Walk(Struct, frozen=True, gc=False):
    """Everything that a move can change, so that undoing the move restores it whole."""

    step: StepId
    slots: Mapping[str, str] = field(default_factory=dict)
    """Slot → the id of the value that was tapped; a scale's is its number."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """Slot → what was written for it."""
    returns_to: tuple[StepId, ...] = ()
    restated: bool = False
    restatements_failed: int = 0
    demands: tuple[Demand, ...] = ()
    entitlements: tuple[EntitlementId, ...] = ()
    picked: tuple[RemedyId, ...] = ()
    needing_compliance: frozenset[RemedyId] = frozenset()
    compliance_given: frozenset[RemedyId] = frozenset()
    offers: tuple[Offer, ...] = ()
    promises: tuple[Promise, ...] = ()
    agreed: bool = False
    ticked: frozenset[tuple[StepId, ItemId]] = frozenset()
    """What is ticked, with the step where it can be."""
    entries: tuple[Entry, ...] = ()
    """What all of the above but the step and the detours is made from, ordered by place."""


class Move(Struct, frozen=True, gc=False):
    """One step of the way that led here, with where the walk stood before it."""

    version: int
    before: Walk
    choice: ChoiceId | None
    """What was tapped, :data:`~dialogs.program.ANSWER` for what was written; none for a jump or a rerouted
    correction."""


class Predecessor(Struct, frozen=True, gc=False):
    """A revision that a call was led out of, since it was recalled."""

    playbook: PlaybookSlug
    revision: Revision
    reason: str
    turn: int
    """The turn in which the call stands in its successor."""


class Noted(Struct, frozen=True, gc=False):
    """Words that were written down; ``gone`` once they were moved to another call."""

    version: int
    place: Place
    words: Sealed
    step: StepId
    said_at: datetime
    gone: bool = False


class WhisperedLine(Struct, frozen=True, gc=False):
    """What a supervisor wrote to the agent, and in which turn."""

    by: PersonId
    words: Sealed
    turn: int


class LastMove(Struct, frozen=True, gc=False):
    """The latest move, to recognise the same tap when it comes again."""

    turn: int
    tap: tuple[str, ...]
    """What was tapped and with which value, e.g. ``("choose", "fee")``."""


class SessionState(Struct, frozen=True, gc=False, kw_only=True):
    """Where one call stands. A new one has version 0 and no ids."""

    session: SessionId = SessionId("")
    complaint: ComplaintId = ComplaintId("")
    alias: str = ""
    agent: PersonId = PersonId(0)
    team: TeamId = TeamId("")
    playbook: PlaybookSlug = PlaybookSlug("")
    revision: Revision = Revision("")
    product: str = ""
    channel: Channel = Channel.PHONE
    call_language: Language = Language.ZH
    status: SessionStatus = SessionStatus.LIVE
    pause: PauseReason | None = None
    outcome: Outcome | None = None
    version: int = 0
    turn: int = 0
    walk: Walk = field(default_factory=lambda: Walk(StepId("")))
    path: tuple[Move, ...] = ()
    answering: int = 0
    """Version of the move whose answer records what follows it."""
    last_move: LastMove | None = None
    temperature: int | None = None
    temperature_turn: int = 0
    """The turn in which the temperature was taken."""
    noted: tuple[Noted, ...] = ()
    flagged_turns: frozenset[int] = frozenset()
    help_asked: bool = False
    helper: PersonId | None = None
    help_over_turn: int | None = None
    """The turn in which the helper said that the help is over; none while it goes on."""
    help_version: int = 0
    """Version of the event that asked for help last; 0 for none."""
    whispered: tuple[WhisperedLine, ...] = ()
    """What supervisors wrote to the agent lately, three lines at most, the latest last."""
    reaches: tuple[Reach, ...] = ()
    """How calls for help fared that missed somebody."""
    crises: tuple[Crisis, ...] = ()
    """The signs that were declared, of whatever level, in their order."""
    edited: Mapping[SummarySection, Sealed] = field(default_factory=dict)
    opened_at: datetime = _NEVER
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by_move: bool = False
    """Whether the last move itself led to the end, rather than a command to end the call."""
    paused_for: timedelta = timedelta()
    stands_since: datetime = _NEVER
    """When the walk came to where it stands, or the call went on there after a pause."""
    kept: Kept = Kept.OPEN
    held: bool = False
    """Whether somebody ordered that it be kept."""
    predecessors: tuple[Predecessor, ...] = ()
    """The recalled revisions that it was led out of, the latest last."""

    @property
    def crisis(self) -> Crisis | None:
        """Return the latest crisis that is not over: while there is one, nobody haggles."""
        return next((each for each in reversed(self.crises) if each.freezes), None)

    @property
    def whispers(self) -> tuple[WhisperedLine, ...]:
        """Return what supervisors wrote in this turn or the one before: a tap may cross it unseen."""
        return tuple(each for each in self.whispered if self.turn - each.turn <= 1)

    def crisis_at(self, version: int) -> Crisis | None:
        """Return the sign that the event at ``version`` declared."""
        return next((each for each in self.crises if each.version == version), None)

    def reach_of(self, asked: int) -> Reach | None:
        """Return how the call of the event at version ``asked`` fared; none when it missed nobody yet."""
        return next((each for each in self.reaches if each.asked == asked), None)

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """Return the offers of the latest set that still await an answer."""
        latest = self.latest_round
        return tuple(offer for offer in self.walk.offers if offer.round == latest and offer.answer is None)

    @property
    def latest_round(self) -> int:
        """Return the number of the latest set of offers; 0 before the first."""
        return max((offer.round for offer in self.walk.offers), default=0)

    @property
    def accepted_offers(self) -> tuple[Offer, ...]:
        """Return what the customer took of the latest set; a newer set takes the place of an older one."""
        latest = self.latest_round
        accepted = (offer for offer in self.walk.offers if offer.answer is Answer.ACCEPTED)
        return tuple(offer for offer in accepted if offer.round == latest)

    @property
    def awaiting_compliance(self) -> tuple[RemedyId, ...]:
        """Return the picked options that compliance has not signed off yet."""
        walk = self.walk
        waiting = walk.needing_compliance - walk.compliance_given
        return tuple(remedy for remedy in walk.picked if remedy in waiting)

    @property
    def refusals(self) -> int:
        """Return how many offers the customer declined so far."""
        return sum(offer.answer is Answer.DECLINED for offer in self.walk.offers)

    def visits(self, step: StepId) -> int:
        """Return how often the walk stood at ``step`` before now; where it stands does not count."""
        return sum(move.before.step == step for move in self.path)

    def number_in(self, slot: str) -> int | None:
        """Return the whole number that ``slot`` holds; none when it holds nothing, or something else.

        Of an amount it is the minor units.
        """
        given = self.walk.given.get(slot)
        if isinstance(given, Money):
            return given.minor
        held = self.walk.slots.get(slot, "")
        return int(held) if held.isdecimal() else None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long the call has gone on by ``now`` (aware), pauses left out; never negative."""
        until = self.ended_at or self.paused_at or now
        return max(until - self.opened_at - self.paused_for, timedelta())

    def moment(self, role: Role, now: datetime) -> Moment:
        """Return what guards ask of a look or a tap of somebody with ``role`` at ``now`` (aware)."""
        return Moment(role, self.lasted(now) // _MINUTE)

    def has_recorded(self, what: Recorded) -> bool:
        """Tell whether the call has recorded any of ``what``."""
        match what:
            case Recorded.FACT | Recorded.FEELING | Recorded.DEMAND:
                noted = self.latest_words(Place(what.value)) is not None
                return noted or (what is Recorded.DEMAND and bool(self.walk.demands))
            case Recorded.ENTITLEMENT:
                return bool(self.walk.entitlements)
            case Recorded.OFFER:
                return bool(self.walk.offers)
            case Recorded.RESTATEMENT:
                return self.walk.restated
            case Recorded.AGREEMENT:
                return self.walk.agreed
            case Recorded.PROMISE:
                return bool(self.walk.promises)
            case Recorded.FLAG:
                return bool(self.flagged_turns)

    def latest_words(self, place: Place) -> Sealed | None:
        """Return what was last noted in ``place``."""
        return next(
            (note.words for note in reversed(self.noted) if note.place is place and not note.gone), None
        )

    def note_at(self, version: int) -> Noted | None:
        """Return the note that the event at ``version`` made."""
        return next((note for note in self.noted if note.version == version), None)
