"""The fold: a state and an event give the next state. Reads no playbook, no clock, no database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import assert_never

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    AgreementReached,
    AnswerChanged,
    CallLanguageChanged,
    ChoiceMade,
    ComplianceConfirmed,
    DemandStated,
    EntitlementNoted,
    Event,
    HelpAsked,
    HelpTaken,
    Jumped,
    MomentFlagged,
    OfferAnswered,
    OfferMade,
    OptionPicked,
    PromiseMade,
    RestatementChecked,
    SessionEnded,
    SessionEvent,
    SessionHandedOver,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    SlotSet,
    SummaryEdited,
    TemperatureTaken,
    WentBack,
    WordsMoved,
    WordsMovedAway,
    WordsNoted,
)
from dialogs.ids import ChoiceId
from dialogs.ports import SessionStatus
from dialogs.program import Place
from dialogs.state import Demand, LastMove, Move, Noted, Offer, Promise, SessionState, Walk

_WalkEvent = (
    RestatementChecked
    | DemandStated
    | EntitlementNoted
    | OptionPicked
    | ComplianceConfirmed
    | OfferMade
    | OfferAnswered
    | PromiseMade
    | AgreementReached
)


def fold(events: Iterable[Event], until: int | None = None) -> SessionState:
    """Fold a session's events, or only those up to version ``until``: the state as it was then."""
    state = SessionState()
    for event in events:
        if until is not None and state.version >= until:
            break
        state = evolve(state, event)
    return state


def evolve(state: SessionState, event: Event) -> SessionState:
    """Return the state after ``event``; its version is one higher.

    Raises:
        LogDoesNotFoldError: the event cannot follow in a session's stream.
    """
    if isinstance(event, SessionOpened) == bool(state.version):
        msg = f"{type(event).__name__} cannot be event {state.version + 1} of a session"
        raise LogDoesNotFoldError(msg)
    if not isinstance(event, SessionEvent):
        msg = f"{type(event).__name__} is not an event of a session"
        raise LogDoesNotFoldError(msg)
    return replace(_after(state, event), version=state.version + 1)


def evolve_all(state: SessionState, events: Iterable[Event]) -> SessionState:
    """Return the state after all of ``events``."""
    return reduce(evolve, events, state)


def _after(state: SessionState, event: SessionEvent) -> SessionState:
    match event:
        case SessionOpened():
            return _opened(event)
        case ChoiceMade() | WentBack() | Jumped() | AnswerChanged():
            return _moved(state, event)
        case WordsNoted() | WordsMoved() | WordsMovedAway():
            return replace(state, noted=_noted(state, event))
        case SessionPaused() | SessionResumed() | SessionEnded() | SessionReopened():
            return _went_on_or_stopped(state, event)
        case TemperatureTaken(level=level):
            return replace(state, temperature=level, temperature_turn=state.turn)
        case MomentFlagged():
            return replace(state, flagged_turns=state.flagged_turns | {state.turn})
        case HelpAsked():
            return replace(state, help_asked=True, helper=None)
        case HelpTaken(by=helper):
            return replace(state, helper=helper)
        case CallLanguageChanged(language=language):
            return replace(state, call_language=language)
        case SummaryEdited(section=section, words=words):
            return replace(state, edited={**state.edited, section: words})
        case SessionHandedOver(to=person):
            return replace(state, agent=person)
        case _:
            return replace(state, walk=_walked(state, event))


def _opened(event: SessionOpened) -> SessionState:
    return SessionState(
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
        turn=1,
        walk=Walk(event.start),
        opened_at=event.at,
    )


def _moved(state: SessionState, event: ChoiceMade | WentBack | Jumped | AnswerChanged) -> SessionState:
    match event:
        case ChoiceMade():
            walk = replace(
                state.walk, step=event.target, slots=_with(state, event.slots), returns_to=event.returns_to
            )
            return _onto(state, walk, event.choice)
        case Jumped(target=target):
            return _onto(state, replace(state.walk, step=target, returns_to=()), None)
        case AnswerChanged():
            return _answered_anew(state, event)
        case WentBack(undoes=undoes):
            return _undone(state, undoes)
        case _:
            assert_never(event)


def _answered_anew(state: SessionState, event: AnswerChanged) -> SessionState:
    state = replace(state, path=_corrected(state, event))
    slots = _with(state, event.slots)
    if event.target is None:
        return replace(state, walk=replace(state.walk, slots=slots))
    return _onto(state, replace(state.walk, step=event.target, slots=slots, returns_to=()), None)


def _onto(state: SessionState, walk: Walk, choice: ChoiceId | None) -> SessionState:
    return replace(
        state,
        walk=walk,
        path=(*state.path, Move(state.version + 1, state.walk, choice)),
        last_move=LastMove(state.turn, choice),
        turn=state.turn + 1,
    )


def _undone(state: SessionState, undoes: int) -> SessionState:
    if not state.path or state.path[-1].version != undoes:
        msg = f"event {state.version + 1} undoes move {undoes}, which is not the latest"
        raise LogDoesNotFoldError(msg)
    return replace(
        _reopened(state),
        walk=state.path[-1].before,
        path=state.path[:-1],
        last_move=LastMove(state.turn, None),
        turn=state.turn + 1,
    )


def _with(state: SessionState, changes: tuple[SlotSet, ...]) -> dict[str, str]:
    return {**state.walk.slots, **{change.name: change.value for change in changes}}


def _corrected(state: SessionState, event: AnswerChanged) -> tuple[Move, ...]:
    """Remember the new answer in the way itself, so that a second correction starts from it."""
    return tuple(
        replace(move, choice=event.new) if move.version == event.move else move for move in state.path
    )


def _noted(state: SessionState, event: WordsNoted | WordsMoved | WordsMovedAway) -> tuple[Noted, ...]:
    match event:
        case WordsNoted(place=place, words=words, step=step, said_at=said_at):
            return (*state.noted, Noted(state.version + 1, place, words, step, said_at))
        case WordsMoved(noted=version, place=place):
            return tuple(_put(note, place) if note.version == version else note for note in state.noted)
        case WordsMovedAway(noted=version):
            return tuple(
                replace(note, gone=True) if note.version == version else note for note in state.noted
            )
        case _:
            assert_never(event)


def _put(note: Noted, place: Place) -> Noted:
    return replace(note, place=place)


def _went_on_or_stopped(
    state: SessionState, event: SessionPaused | SessionResumed | SessionEnded | SessionReopened
) -> SessionState:
    match event:
        case SessionPaused(reason=reason):
            return replace(state, status=SessionStatus.PAUSED, pause=reason, paused_at=event.at)
        case SessionResumed():
            # The clock may have gone back meanwhile: a pause never counts as negative.
            stood = max(event.at - (state.paused_at or event.at), timedelta())
            return replace(
                state,
                status=SessionStatus.LIVE,
                pause=None,
                paused_at=None,
                paused_for=state.paused_for + stood,
                turn=state.turn + 1,
            )
        case SessionEnded(outcome=outcome, by_move=by_move):
            return replace(
                state,
                status=SessionStatus.ENDED,
                outcome=outcome,
                ended_at=event.at,
                ended_by_move=by_move,
                pause=None,
                paused_at=None,
            )
        case SessionReopened():
            return replace(_reopened(state), turn=state.turn + 1)
        case _:
            assert_never(event)


def _reopened(state: SessionState) -> SessionState:
    return replace(state, status=SessionStatus.LIVE, outcome=None, ended_at=None, ended_by_move=False)


def _walked(state: SessionState, event: _WalkEvent) -> Walk:
    walk = state.walk
    match event:
        case RestatementChecked(confirmed=True):
            return replace(walk, restated=True)
        case RestatementChecked():
            return replace(walk, restated=False, restatements_failed=walk.restatements_failed + 1)
        case DemandStated(kind=kind, amount=amount, words=words):
            return replace(walk, demands=(*walk.demands, Demand(kind, amount, words)))
        case EntitlementNoted(entitlement=entitlement):
            known = entitlement in walk.entitlements
            return walk if known else replace(walk, entitlements=(*walk.entitlements, entitlement))
        case OptionPicked() | ComplianceConfirmed():
            return _composed(walk, event)
        case OfferMade() | OfferAnswered():
            return _offered(state, event)
        case PromiseMade(kind=kind, owner=owner, due=due):
            # A promise of the same kind takes the place of the earlier one: another time was agreed.
            others = tuple(promise for promise in walk.promises if promise.kind != kind)
            return replace(walk, promises=(*others, Promise(kind, owner, due)))
        case AgreementReached():
            return replace(walk, agreed=True)
        case _:
            assert_never(event)


def _composed(walk: Walk, event: OptionPicked | ComplianceConfirmed) -> Walk:
    match event:
        case ComplianceConfirmed(remedy=remedy):
            return replace(walk, compliance_given=walk.compliance_given | {remedy})
        case OptionPicked(remedy=remedy, picked=True):
            needing = walk.needing_compliance | ({remedy} if event.needs_compliance else frozenset())
            rest = tuple(each for each in walk.picked if each != remedy)
            return replace(walk, picked=(*rest, remedy), needing_compliance=needing)
        case OptionPicked(remedy=remedy):
            return replace(walk, picked=tuple(each for each in walk.picked if each != remedy))
        case _:
            assert_never(event)


def _offered(state: SessionState, event: OfferMade | OfferAnswered) -> Walk:
    walk = state.walk
    match event:
        case OfferMade(place=place):
            number = state.latest_round + (place == 1)
            offer = Offer(state.version + 1, number, place, event.remedy, event.kind, event.amount)
            return replace(walk, offers=(*walk.offers, offer), picked=())
        case OfferAnswered(offer=version, answer=answer):
            return replace(
                walk,
                offers=tuple(
                    replace(offer, answer=answer) if offer.version == version else offer
                    for offer in walk.offers
                ),
            )
        case _:
            assert_never(event)
