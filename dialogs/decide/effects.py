"""What a choice records beside moving the walk: demands, offers, answers, promises, the end."""

from datetime import UTC, datetime, time, timedelta
from typing import assert_never

from dialogs.decide.decision import Decision
from dialogs.events import (
    AgreementReached,
    AnswerChanged,
    AnswerGiven,
    ChoiceMade,
    ComplaintEvent,
    DemandStated,
    EntitlementNoted,
    MomentFlagged,
    OfferAnswered,
    OfferMade,
    PromiseMade,
    RestatementChecked,
    SessionEnded,
    SessionEvent,
    TemperatureTaken,
)
from dialogs.events.complaint import AgreementAdded, CallClosed, PromiseAdded
from dialogs.evolve import evolve, evolve_all
from dialogs.ids import PersonId
from dialogs.program import (
    Answer,
    AnswerOffer,
    ChangeTemperature,
    CheckRestatement,
    Choice,
    ClearSlot,
    Due,
    Effect,
    Flag,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    Outcome,
    Place,
    Program,
    ReachAgreement,
    SetSlot,
    StateDemand,
    StepKind,
)
from dialogs.sealed import Sealed
from dialogs.state import TEMPERATURES, SessionState

_Answer = ChoiceMade | AnswerChanged | AnswerGiven
DAY_ENDS = time(18)
"""A promise of a day is kept by six in the evening, local time: our own habit, not a rule of law."""
NOON = time(12)
_DAYS = {
    Due.TODAY: 0,
    Due.TOMORROW: 1,
    Due.TOMORROW_NOON: 1,
    Due.TWO_DAYS: 2,
    Due.THREE_DAYS: 3,
    Due.WEEK: 7,
}


def with_effects(
    program: Program,
    state: SessionState,
    move: _Answer,
    choice: Choice,
    now: datetime,
) -> Decision:
    """Return the move with all that its choice records, in its order, and the end if it leads there."""
    events: list[SessionEvent] = [move]
    after = evolve(state, move)
    for effect in choice.effects:
        if isinstance(effect, ChangeTemperature | Flag) and isinstance(move, AnswerChanged):
            continue  # they tell of the moment of a tap, and a correction is made later
        recorded = _events_of(program, after, effect, move, now)
        events.extend(recorded)
        after = evolve_all(after, recorded)
    end = program.steps[after.walk.step]
    if move.target is None or end.kind is not StepKind.END:
        return Decision(tuple(events))
    outcome = end.outcome or Outcome.BROKEN_OFF
    events.append(SessionEnded(at=move.at, by=move.by, outcome=outcome, by_move=True))
    return Decision(tuple(events), closing(after, outcome, move.by, move.at))


def closing(state: SessionState, outcome: Outcome, by: PersonId, at: datetime) -> tuple[ComplaintEvent, ...]:
    """Return what the complaint keeps of a call that ends: its agreement, its promises, its outcome."""
    closed = CallClosed(at=at, by=by, session=state.session, outcome=outcome)
    if outcome is Outcome.MISTAKEN:
        return (closed,)
    agreed = (AgreementAdded(at=at, by=by, session=state.session),) if state.walk.agreed else ()
    promised = (
        PromiseAdded(
            at=at, by=by, session=state.session, kind=promise.kind, owner=promise.owner, due=promise.due
        )
        for promise in state.walk.promises
    )
    return (*agreed, *promised, closed)


def due_at(due: Due, now: datetime) -> datetime:
    """Return when a promise falls due (UTC), counted in the days of ``now``'s own zone."""
    day = now.date() + timedelta(days=_DAYS[due])
    if due is Due.TODAY and now.time() >= DAY_ENDS:
        day += timedelta(days=1)
    hour = NOON if due is Due.TOMORROW_NOON else DAY_ENDS
    return datetime.combine(day, hour, tzinfo=now.tzinfo).astimezone(UTC)


def _events_of(
    program: Program,
    state: SessionState,
    effect: Effect,
    move: _Answer,
    now: datetime,
) -> tuple[SessionEvent, ...]:
    at, by = now.astimezone(UTC), move.by
    match effect:
        case SetSlot() | ClearSlot():
            return ()  # the move itself carries the slots
        case ChangeTemperature(number, is_step):
            return _temperature(state, number if not is_step else (state.temperature or 1) + number, move)
        case Flag():
            return (MomentFlagged(at=at, by=by, step=move.step),)
        case CheckRestatement(confirmed):
            return (RestatementChecked(at=at, by=by, confirmed=confirmed),)
        case StateDemand(kind):
            return (DemandStated(at=at, by=by, kind=kind, words=state.latest_words(Place.DEMAND)),)
        case NoteEntitlement(entitlement):
            return (EntitlementNoted(at=at, by=by, entitlement=entitlement),)
        case MakeOffers():
            return _offers(program, state, by, at)
        case AnswerOffer(place, answer):
            return _answers(state, place, answer, by, at)
        case MakePromise(kind, owner, due):
            return (PromiseMade(at=at, by=by, kind=kind, owner=owner, due=due_at(due, now)),)
        case ReachAgreement():
            accepted = tuple(offer.version for offer in state.accepted_offers)
            return (AgreementReached(at=at, by=by, offers=accepted),)
        case _:
            assert_never(effect)


def _temperature(state: SessionState, level: int, move: _Answer) -> tuple[TemperatureTaken, ...]:
    """Take a temperature on the scale; the one that was tapped last is not taken again."""
    level = min(max(level, TEMPERATURES[0]), TEMPERATURES[-1])
    if level == state.temperature:
        return ()
    return (TemperatureTaken(at=move.at, by=move.by, level=level, step=move.step),)


def _offers(program: Program, state: SessionState, by: PersonId, at: datetime) -> tuple[OfferMade, ...]:
    return tuple(
        OfferMade(
            at=at,
            by=by,
            place=place,
            remedy=remedy,
            kind=program.remedies[remedy].kind,
            words=Sealed(program.remedies[remedy].name.said_in(state.call_language)),
        )
        for place, remedy in enumerate(state.walk.picked, start=1)
    )


def _answers(
    state: SessionState, place: int, answer: Answer, by: PersonId, at: datetime
) -> tuple[OfferAnswered, ...]:
    return tuple(
        OfferAnswered(at=at, by=by, offer=offer.version, answer=answer)
        for offer in state.open_offers
        if place in {0, offer.place}
    )
