"""A compiled playbook: immutable, the one truth that the machine and the cards read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialogs.guards import Guard
from dialogs.ids import (
    ChoiceId,
    EntitlementId,
    FactId,
    ItemId,
    PlaybookSlug,
    RemedyId,
    Revision,
    StageId,
    StepId,
)
from dialogs.law import LawCard
from dialogs.money import Money
from dialogs.slots import Slot
from dialogs.texts import Bilingual

RETURN = StepId("return")
"""The target that ends a detour: back to the step where it was entered. Reserved, never a step's id."""
ANSWER = ChoiceId("(written)")
"""Stands for the choice where a question was answered in writing; no choice of a playbook is named so."""


class StepKind(StrEnum):
    """What a step asks of the staff member."""

    TALK = "talk"
    """Say the line, then tap what happened."""
    ASK = "ask"
    """Ask for one thing; the answer, tapped or typed, is remembered and moves the walk."""
    CHECK = "check"
    """Tick what was seen to; each tick is recorded, none moves the walk."""
    COMPOSE = "compose"
    """Tick the options to offer; each tick is recorded, none moves the walk."""
    END = "end"
    """The call is over; entering it ends the session with its outcome."""


class Place(StrEnum):
    """Where words can go; the first three are kept apart because the listen step keeps them apart."""

    FACT = "fact"
    FEELING = "feeling"
    DEMAND = "demand"
    NOTE = "note"


class Outcome(StrEnum):
    """How a call ended."""

    AGREED = "agreed"
    PROMISED = "promised"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    BROKEN_OFF = "broken_off"
    MISTAKEN = "mistaken"
    """It was opened by mistake: nothing of it counts. No end step of a playbook has it."""


class Answer(StrEnum):
    """What the customer said to an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNDECIDED = "undecided"


class Channel(StrEnum):
    """How the customer reached us."""

    PHONE = "phone"
    COUNTER = "counter"


class Due(StrEnum):
    """When a promise falls due: by 18:00 of that local day of the firm, or at noon where it says so.

    What is promised for today after 18:00 falls due tomorrow.
    """

    TODAY = "today"
    TOMORROW = "tomorrow"
    TOMORROW_NOON = "tomorrow_noon"
    TWO_DAYS = "two_days"
    THREE_DAYS = "three_days"
    WEEK = "week"


class Owner(StrEnum):
    """Who keeps a promise."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class SetSlot:
    """Remember that slot ``name`` is ``value``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ClearSlot:
    """Forget what slot ``name`` holds."""

    name: str


@dataclass(frozen=True, slots=True)
class ChangeTemperature:
    """Take the temperature that a tap tells of: ``number`` levels up or down, or that very level."""

    number: int
    is_step: bool = False
    """Whether ``number`` counts from the temperature as it is; nobody gets below 1 or above 5."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Mark the moment for the review."""


@dataclass(frozen=True, slots=True)
class CheckRestatement:
    """Record whether the customer said yes to the restatement."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class StateDemand:
    """Record a demand of ``kind``; the words come from the latest demand noted, if any."""

    kind: str


@dataclass(frozen=True, slots=True)
class NoteEntitlement:
    """Record what the customer is owed: a floor, outside every negotiation."""

    entitlement: EntitlementId


@dataclass(frozen=True, slots=True)
class MakeOffers:
    """Record each picked option as an offer, in the order picked."""


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Record the answer to offer ``place`` (from 1) of the latest set; 0 means all that are still open."""

    place: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class MakePromise:
    """Record a promise: what (its id in the list ``promises``), who keeps it, and when it falls due."""

    kind: str
    owner: Owner
    due: Due


@dataclass(frozen=True, slots=True)
class ReachAgreement:
    """Record that the customer said yes to the agreement as restated."""


Effect = (
    SetSlot
    | ClearSlot
    | ChangeTemperature
    | Flag
    | CheckRestatement
    | StateDemand
    | NoteEntitlement
    | MakeOffers
    | AnswerOffer
    | MakePromise
    | ReachAgreement
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a step offers: what the staff member taps."""

    id: ChoiceId
    label: Bilingual
    target: StepId
    """A step's id, or :data:`RETURN`."""
    detour: bool = False
    """Entering remembers the step we leave; :data:`RETURN` comes back to it."""
    when: Guard | None = None
    why_closed: Bilingual | None = None
    """Shown on a closed choice; a closed choice without a reason is hidden."""
    effects: tuple[Effect, ...] = ()
    exit: str = ""
    """The named exit by which a part is left, empty for none; beside a step it is a door."""
    exits: Mapping[str, StepId] = field(default_factory=dict)
    """On a choice that goes into a part: named exit → a step, :data:`RETURN`, or a step of one more part."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a line."""

    id: str
    say: Bilingual


@dataclass(frozen=True, slots=True)
class Cue:
    """What the card says of itself once a step has stood for a while; it never moves the walk."""

    seconds: int
    say: Bilingual
    without_fact: bool = False
    """Count from the latest fact that was said, where that is later than the step."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to tick."""

    id: ItemId
    label: Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """One card's worth of the walk."""

    id: StepId
    stage: StageId
    kind: StepKind
    say: Bilingual
    """The sentence to say, with ``{placeholders}`` of slots."""
    verbatim: bool = False
    """A compliance line, said word for word; may be long, and is shown in numbered lines."""
    hints: tuple[Bilingual, ...] = ()
    avoid: Bilingual | None = None
    at_counter: Bilingual | None = None
    """The body-language cue, shown when the customer stands before us."""
    say_at_counter: Bilingual | None = None
    """Said in place of the line, its variants too, when the customer stands before us."""
    listens_for: Place | None = None
    """Where the next text goes while this step is shown; a note when none."""
    listing: str | None = None
    """What the card lists beside the line: ``entitlements``, ``offers``, ``agreement`` or none."""
    choices: tuple[Choice, ...] = ()
    grid: bool = False
    """The choices are short items of a list, shown two in a row."""
    outcome: Outcome | None = None
    """Set on end steps only."""
    cues: tuple[Cue, ...] = ()
    facts: tuple[FactId, ...] = ()
    """The law cards that one tap shows."""
    cases: bool = False
    """Whether one tap opens a real case like the call, where one may be told."""
    variants: tuple[Variant, ...] = ()
    """Other ways to say the line, of which a call is shown one; ``say`` is the first."""
    asks: str | None = None
    """The slot that the answer fills, on ask steps only."""
    answer: Choice | None = None
    """Where an answer in writing leads: no button. Answers that are tapped stand among the choices."""
    items: tuple[CheckItem, ...] = ()
    """What can be ticked, on check steps only."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the walk, as the rail on the card shows it."""

    id: StageId
    title: Bilingual
    start: StepId
    aside: bool = False
    """A detour's stage: not on the rail, and no detour is offered inside it."""
    rail_of_part: bool = False
    """Aside here, and on the rail of the playbook that it came from."""


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A choice that every step of its stages offers; it may be a detour or lead on."""

    choice: Choice
    from_temperature: int | None = None
    """From this temperature on (1 to 5) it stands on the card itself; below, or when none, one tap away."""
    stages: frozenset[StageId] = frozenset()
    """Where it is offered; none named means every stage but the asides."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that the firm may offer beyond what is owed."""

    id: RemedyId
    kind: str
    name: Bilingual
    say: Bilingual
    """One line to say it aloud."""
    ceiling: Money | None
    """The most that it may cost; none when it costs no money."""
    granted_by: str
    """The lowest role that may grant it: ``staff``, ``supervisor`` or ``admin``."""
    products: tuple[str, ...]
    """Ids of the list ``products``; empty means all."""
    compliance_for: tuple[str, ...] = ()
    """Products for which compliance must sign off first (Insurance Law art. 116(4))."""
    withdrawn: bool = False
    """Only a recalled playbook knew it: what was offered keeps its name, and nobody offers it again."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One thing that law or contract owes the customer: paid in full, never haggled over."""

    id: EntitlementId
    name: Bilingual
    say: Bilingual


def part_of(step: StepId | StageId) -> str:
    """Return the name of the part that a step or stage belongs to, empty for the playbook's own."""
    return step.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class ComplaintKind:
    """The kind of complaint that a playbook is for."""

    products: tuple[str, ...]
    label: Bilingual


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled playbook with all it uses; everything in it has passed the rules."""

    playbook: PlaybookSlug
    revision: Revision
    title: Bilingual
    start: StepId
    stages: Mapping[StageId, Stage]
    """In the order of the walk."""
    steps: Mapping[StepId, Step]
    slots: Mapping[str, Slot] = field(default_factory=dict)
    everywhere: tuple[Everywhere, ...] = ()
    remedies: Mapping[RemedyId, Remedy] = field(default_factory=dict)
    entitlements: Mapping[EntitlementId, Entitlement] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)
    """Lists of ids with their words: ``products``, ``touchpoints``, ``causes``, ``promises``, ``demands``."""
    valid_from: date | None = None
    """The first local day on which a call may begin with it; calls that run go on whatever the day."""
    valid_to: date | None = None
    """The last such day."""
    facts: Mapping[FactId, LawCard] = field(default_factory=dict)
    complaint: ComplaintKind | None = None
    """What it is for; none for any complaint."""
    is_part: bool = False
    """Whether it is for other playbooks to go into only: no call begins on it."""
    parts: Mapping[PlaybookSlug, Revision] = field(default_factory=dict)
    """The playbooks that it goes into, directly or not, each with the revision that is within it."""

    def __hash__(self) -> int:
        return hash(self.revision)

    def is_valid_on(self, day: date) -> bool:
        """Tell whether a call may begin with it on a local ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def everywhere_at(self, step: StepId) -> tuple[Everywhere, ...]:
        """Return what the stage of ``step`` offers in each of its steps, guards not yet asked."""
        own = self.steps[step]
        if own.kind is StepKind.END or not self.everywhere:
            return ()
        aside = self.stages[own.stage].aside
        return tuple(
            each for each in self.everywhere if (own.stage in each.stages if each.stages else not aside)
        )

    def choices_at(self, step: StepId) -> tuple[Choice, ...]:
        """Return the choices of ``step`` and those that its stage offers everywhere, guards not yet asked."""
        return self.steps[step].choices + tuple(each.choice for each in self.everywhere_at(step))
