"""Where a complaint stands over all its calls: a fold of its events, and the deadlines that run in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from dialogs.deadlines import DeadlinePolicy, Milestone, PauseGround, Settling, Span, due
from dialogs.events import (
    CallClosed,
    CallOpened,
    CallReopened,
    ComplaintReceived,
    DeadlineEvent,
    DeadlineExtended,
    DeadlinePaused,
    DeadlineRestarted,
    DeadlineResumed,
    DeadlineSet,
    DeadlineSettled,
    Event,
    ExtensionTold,
    PromiseAdded,
)
from dialogs.ids import ComplaintId, PersonId, SessionId, TeamId
from dialogs.program import Outcome, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A deadline of one complaint, by the rule of that id."""

    rule: str
    milestone: Milestone
    day: date
    """The local day of the milestone."""
    due: date
    """The last day on which it is in time; while it is paused, as if it went on today."""
    extensions: tuple[str, ...] = ()
    """Those taken since it was counted anew."""
    untold: tuple[str, ...] = ()
    """Those of which the customer has not been told."""
    told: tuple[tuple[str, date], ...] = ()
    """Those of which the customer was told later, each with the day of that."""
    pauses: tuple[Span, ...] = ()
    restarted_on: date | None = None
    paused_on: date | None = None
    ground: PauseGround | None = None
    settled_on: date | None = None
    how: Settling | None = None
    is_written: bool = True
    """Whether an event set it; one that receipt alone begins is not written down until it changes."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.settled_on is None

    @property
    def runs(self) -> bool:
        """Whether its days are being counted."""
        return self.is_open and self.paused_on is None


@dataclass(frozen=True, slots=True)
class Promised:
    """Something that a call promised by a time (aware UTC)."""

    session: SessionId
    kind: str
    owner: Owner
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintState:
    """Where one complaint stands. A new one has version 0 and no ids."""

    complaint: ComplaintId = ComplaintId("")
    number: str = ""
    alias: str = ""
    """Empty where nobody is shown its calls any more."""
    team: TeamId = TeamId("")
    product: str = ""
    received_on: date = date.min
    agent: PersonId = PersonId(0)
    """Who opened the latest call."""
    session: SessionId = SessionId("")
    """The latest call."""
    agreed: bool = False
    """Whether the latest close was agreed upon."""
    calls: tuple[SessionId, ...] = ()
    mistaken: frozenset[SessionId] = frozenset()
    """The calls that were opened by mistake."""
    promises: tuple[Promised, ...] = ()
    """What the latest call that came to an end promised."""
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    version: int = 0

    @property
    def is_void(self) -> bool:
        """Whether there is no such complaint: each of its calls was opened by mistake."""
        return bool(self.calls) and self.mistaken.issuperset(self.calls)

    @property
    def is_done(self) -> bool:
        """Whether everything that was due came about."""
        return bool(self.deadlines) and not any(each.is_open for each in self.deadlines.values())

    @property
    def called(self) -> str:
        """Return what it goes by where one line must do."""
        return self.alias or self.number


def fold_complaint(events: Iterable[Event], policy: DeadlinePolicy) -> ComplaintState:
    """Fold a complaint's events; what counts from the day of receipt runs from there, said or not."""
    state = ComplaintState()
    for event in events:
        state = replace(_after(state, event), version=state.version + 1)
    if not state.version:
        return state
    return replace(state, deadlines={} if state.is_void else _with_usual(state, policy))


def _after(state: ComplaintState, event: Event) -> ComplaintState:
    match event:
        case ComplaintReceived():
            return ComplaintState(
                complaint=event.complaint,
                number=event.number,
                alias=event.alias,
                team=event.team,
                product=event.product,
                received_on=event.received_on,
                agent=event.by,
                version=state.version,
            )
        case CallOpened(session=session, by=by):
            return replace(state, session=session, agent=by, calls=(*state.calls, session))
        case CallClosed() | CallReopened() | PromiseAdded():
            return _closed(state, event)
        case (
            DeadlineSet()
            | DeadlineExtended()
            | ExtensionTold()
            | DeadlinePaused()
            | DeadlineResumed()
            | DeadlineRestarted()
            | DeadlineSettled()
        ):
            changed = deadline_after(state.deadlines.get(event.rule), event)
            if changed is None:
                return state
            return replace(state, deadlines={**state.deadlines, event.rule: changed})
        case _:
            return state


def _closed(state: ComplaintState, event: CallClosed | CallReopened | PromiseAdded) -> ComplaintState:
    """Take in what the end of a call left, or take it back; a later call answers for earlier promises."""
    own = tuple(each for each in state.promises if each.session == event.session)
    match event:
        case PromiseAdded(session=session, kind=kind, owner=owner, due=due):
            return replace(state, promises=(*state.promises, Promised(session, kind, owner, due)))
        case CallClosed(session=session, outcome=Outcome.MISTAKEN):
            return replace(state, mistaken=state.mistaken | {session})
        case CallClosed(outcome=outcome):
            return replace(state, agreed=outcome is Outcome.AGREED, promises=own)
        case CallReopened(session=session):
            others = tuple(each for each in state.promises if each.session != session)
            return replace(state, agreed=False, promises=others, mistaken=state.mistaken - {session})
        case _:
            assert_never(event)


def deadline_after(known: Deadline | None, event: DeadlineEvent) -> Deadline | None:
    """Return a deadline after ``event``; none while nothing has set it."""
    if isinstance(event, DeadlineSet):
        return Deadline(rule=event.rule, milestone=event.milestone, day=event.day, due=event.due)
    if known is None:
        return None
    match event:
        case DeadlineExtended(extension=extension, due=last):
            untold = known.untold if event.customer_told else (*known.untold, extension)
            return replace(known, extensions=(*known.extensions, extension), untold=untold, due=last)
        case ExtensionTold(extension=extension, day=day):
            untold = tuple(each for each in known.untold if each != extension)
            return replace(known, untold=untold, told=(*known.told, (extension, day)))
        case DeadlinePaused(ground=ground, day=day):
            return replace(known, paused_on=day, ground=ground)
        case DeadlineResumed(day=day, due=last):
            pauses = (*known.pauses, Span(known.paused_on or day, day))
            return replace(known, pauses=pauses, paused_on=None, ground=None, due=last)
        case DeadlineRestarted(day=day, due=last):
            return replace(known, restarted_on=day, extensions=(), untold=(), told=(), pauses=(), due=last)
        case DeadlineSettled(how=how, day=day):
            return replace(known, settled_on=day, how=how, paused_on=None, ground=None)
        case _:
            assert_never(event)


def _with_usual(state: ComplaintState, policy: DeadlinePolicy) -> dict[str, Deadline]:
    """Return the deadlines with those that receipt alone begins, first; what events set goes before."""
    usual = {
        rule.id: Deadline(
            rule=rule.id,
            milestone=rule.milestone,
            day=state.received_on,
            due=due(rule, state.received_on),
            is_written=False,
        )
        for rule in policy.begun_by(Milestone.RECEIVED, state.product)
    }
    return {**usual, **state.deadlines}
