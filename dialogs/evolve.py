"""The fold: a state and an event give the next state. Reads no playbook, no clock, no database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from sys import intern
from typing import Final, assert_never

from msgspec.structs import replace

from dialogs import crises, reaching
from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    CallLanguageChanged,
    CarriedOver,
    ChoiceMade,
    CrisisEvent,
    Event,
    GivenAnswerChanged,
    HelpAsked,
    HelpEnded,
    HelpTaken,
    HoldLifted,
    HoldPlaced,
    Jumped,
    MomentFlagged,
    ReachEvent,
    SessionEnded,
    SessionEvent,
    SessionHandedOver,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    StorageOnlyBegun,
    SummaryEdited,
    TemperatureTaken,
    WentBack,
    Whispered,
    WordsErased,
    WordsMoved,
    WordsMovedAway,
    WordsNoted,
    given_in,
)
from dialogs.ids import ChoiceId, StepId
from dialogs.ledger import TICKS, enter, withdraw, without_open_ticks
from dialogs.ports import Kept, SessionStatus
from dialogs.program import ANSWER, Place
from dialogs.state import (
    Entry,
    GivenSlot,
    LastMove,
    Move,
    Noted,
    Predecessor,
    Record,
    SessionState,
    Walk,
    WhisperedLine,
)

MOST_WHISPERS: Final = 3
"""Lines of supervisors that a card shows at once."""


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
        case AnswerGiven() | GivenAnswerChanged():
            return _answered(state, event)
        case WordsNoted() | WordsMoved() | WordsMovedAway():
            return replace(state, noted=_noted(state, event))
        case SessionPaused() | SessionResumed() | SessionEnded() | SessionReopened():
            return _went_on_or_stopped(state, event)
        case TemperatureTaken(level=level):
            return replace(state, temperature=level, temperature_turn=state.turn)
        case MomentFlagged():
            return replace(state, flagged_turns=state.flagged_turns | {state.turn})
        case HelpAsked():
            asked = state.version + 1
            return replace(state, help_asked=True, helper=None, help_over_turn=None, help_version=asked)
        case HelpTaken(by=helper):
            return replace(state, helper=helper)
        case HelpEnded():
            return replace(state, help_asked=False, help_over_turn=state.turn)
        case Whispered(by=by, words=words):
            lines = (*state.whispers, WhisperedLine(by, words, state.turn))
            return replace(state, whispered=lines[-MOST_WHISPERS:])
        case CallLanguageChanged(language=language):
            return replace(state, call_language=language)
        case SummaryEdited(section=section, words=words):
            others = {each: text for each, text in state.edited.items() if each is not section}
            return replace(state, edited={**others, section: words} if words or words.is_erased else others)
        case CarriedOver():
            return _carried_over(state, event)
        case SessionHandedOver(to=person):
            # Who asked for help has the call no more; who has it now may ask anew.
            # What was whispered was for them, too.
            return replace(
                state, agent=person, help_asked=False, helper=None, help_over_turn=None, whispered=()
            )
        case StorageOnlyBegun() | WordsErased() | HoldPlaced() | HoldLifted():
            return _kept(state, event)
        case _ if isinstance(event, CrisisEvent):
            stand = crises.after(state.crises, event, state.version + 1, state.turn)
            return replace(state, crises=stand)
        case _ if isinstance(event, ReachEvent):
            return replace(state, reaches=reaching.after(state.reaches, event))
        case _:
            return _recorded(state, event)


def _kept(
    state: SessionState, event: StorageOnlyBegun | WordsErased | HoldPlaced | HoldLifted
) -> SessionState:
    match event:
        case StorageOnlyBegun():
            return replace(state, kept=Kept.STORED)
        case WordsErased():
            return replace(state, kept=Kept.ERASED)
        case HoldPlaced():
            return replace(state, held=True)
        case HoldLifted():
            return replace(state, held=False)
        case _:
            assert_never(event)


def _carried_over(state: SessionState, event: CarriedOver) -> SessionState:
    """Stand in the successor: what was recorded stays, the way back is closed, ticks are to be made anew."""
    walk = replace(without_open_ticks(state.walk), step=event.target, returns_to=event.returns_to)
    left = Predecessor(state.playbook, state.revision, event.reason, state.turn + 1)
    return replace(
        state,
        playbook=event.playbook,
        revision=event.revision,
        walk=walk,
        path=(),
        last_move=LastMove(state.turn, ("carried",)),
        turn=state.turn + 1,
        predecessors=(*state.predecessors, left),
    )


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
        stands_since=event.at,
    )


def _moved(state: SessionState, event: ChoiceMade | WentBack | Jumped | AnswerChanged) -> SessionState:
    match event:
        case ChoiceMade():
            return _chosen(state, event)
        case Jumped(target=target, stage=stage, at=at):
            return _onto(state, replace(state.walk, step=target, returns_to=()), None, ("jump", stage), at)
        case AnswerChanged():
            return _answered_anew(state, event)
        case WentBack():
            return _undone(state, event)
        case _:
            assert_never(event)


def _chosen(state: SessionState, event: ChoiceMade) -> SessionState:
    version = state.version + 1
    # The log gives each id as a string of its own, and a call keeps one a move: the same ones are kept once.
    target, choice = StepId(intern(event.target)), ChoiceId(intern(event.choice))
    walk = replace(state.walk, step=target, returns_to=event.returns_to)
    if event.slots:
        walk = enter(walk, Entry(version, version, event.slots))
    return _onto(state, walk, choice, ("choose", choice), event.at)


def _answered(state: SessionState, event: AnswerGiven | GivenAnswerChanged) -> SessionState:
    """Take an answer in writing: the walk moves; or a correction of one: it stays."""
    version, written = state.version + 1, GivenSlot(event.slot, given_in(event))
    match event:
        case AnswerGiven(target=target, returns_to=returns_to):
            walk = replace(state.walk, step=StepId(intern(target)), returns_to=returns_to)
            walk = enter(walk, Entry(version, version, written))
            return _onto(state, walk, ANSWER, ("answer", event.slot), event.at)
        case GivenAnswerChanged(move=move):
            state = _corrected(state, move, ANSWER, Entry(move, version, written))
            # As for a tapped correction: a tap on the card as it stood before must not count.
            tap = LastMove(state.turn, ("answer", str(move)))
            return replace(state, last_move=tap, turn=state.turn + 1)
        case _:
            assert_never(event)


def _corrected(state: SessionState, at: int, answer: ChoiceId, entry: Entry | None) -> SessionState:
    """Put a new answer in the place of the one that move ``at`` gave, all along the way since then."""

    def corrected(walk: Walk) -> Walk:
        walk = withdraw(walk, at)
        return walk if entry is None else enter(walk, entry)

    path = tuple(
        replace(move, choice=answer)
        if move.version == at
        else replace(move, before=corrected(move.before))
        if move.version > at
        else move
        for move in state.path
    )
    return replace(state, walk=corrected(state.walk), path=path, answering=at)


def _answered_anew(state: SessionState, event: AnswerChanged) -> SessionState:
    returns_to = next((move.before.returns_to for move in state.path if move.version == event.move), ())
    entry = Entry(event.move, state.version + 1, event.slots) if event.slots else None
    state = _corrected(state, event.move, event.new, entry)
    tap = ("change", str(event.move), event.new)
    if event.target is None:
        # The line to say may be another one now: a tap on the card as it stood before must not count.
        return replace(state, last_move=LastMove(state.turn, tap), turn=state.turn + 1)
    if returns_to and returns_to[-1] == event.target:
        returns_to = returns_to[:-1]
    walk = replace(state.walk, step=event.target, returns_to=returns_to)
    return _onto(state, walk, None, tap, event.at)


def _onto(
    state: SessionState, walk: Walk, choice: ChoiceId | None, tap: tuple[str, ...], at: datetime
) -> SessionState:
    return replace(
        state,
        walk=walk,
        stands_since=at,
        path=(*state.path, Move(state.version + 1, state.walk, choice)),
        last_move=LastMove(state.turn, tap),
        turn=state.turn + 1,
        answering=state.answering if choice is None else state.version + 1,
    )


def _undone(state: SessionState, event: WentBack) -> SessionState:
    if not state.path or state.path[-1].version != event.undoes:
        msg = f"event {state.version + 1} undoes move {event.undoes}, which is not the latest"
        raise LogDoesNotFoldError(msg)
    return replace(
        _reopened(state, event.at),
        walk=state.path[-1].before,
        path=state.path[:-1],
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
            # What was whispered before is stale when the call goes on, which may be tomorrow.
            return replace(state, status=SessionStatus.PAUSED, pause=reason, paused_at=event.at, whispered=())
        case SessionResumed():
            return replace(
                _unpaused(state, event),
                status=SessionStatus.LIVE,
                turn=state.turn + 1,
                stands_since=event.at,
            )
        case SessionEnded(outcome=outcome, by_move=by_move):
            return replace(
                _unpaused(state, event),
                status=SessionStatus.ENDED,
                outcome=outcome,
                ended_at=event.at,
                ended_by_move=by_move,
            )
        case SessionReopened():
            return _reopened(state, event.at)
        case _:
            assert_never(event)


def _unpaused(state: SessionState, event: SessionResumed | SessionEnded) -> SessionState:
    # The clock may have gone back meanwhile: a pause never counts as negative.
    stood = max(event.at - (state.paused_at or event.at), timedelta())
    return replace(state, pause=None, paused_at=None, paused_for=state.paused_for + stood)


def _reopened(state: SessionState, at: datetime) -> SessionState:
    return replace(
        state,
        status=SessionStatus.LIVE,
        outcome=None,
        ended_at=None,
        ended_by_move=False,
        last_move=LastMove(state.turn, ("back",)),
        turn=state.turn + 1,
        stands_since=at,
    )


def _recorded(state: SessionState, event: Record) -> SessionState:
    """Record what an answer said, also where the way since then is kept; or a tick, where it was made."""
    version = state.version + 1
    if isinstance(event, TICKS):
        place = state.path[-1].version if state.path else 0
        return replace(state, walk=enter(state.walk, Entry(place, version, event)))
    entry = Entry(state.answering, version, event)
    path = tuple(
        replace(move, before=enter(move.before, entry)) if move.version > entry.place else move
        for move in state.path
    )
    return replace(state, walk=enter(state.walk, entry), path=path)
