"""Signs that a call is more than a complaint: declared, taken on, over; and what may not be done meanwhile.

What is owed goes on whatever happens: only what is put together and offered beyond it stands still.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogs.actors import Actor
from dialogs.commands import AcknowledgeCrisis, DeclareCrisis, StandDown, WithdrawCrisis
from dialogs.crises import Crisis
from dialogs.events import (
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisStoodDown,
    CrisisWithdrawn,
    MomentFlagged,
    NobodyAnswered,
    OnCallCalled,
    OnCallSilent,
    SessionEvent,
)
from dialogs.ids import PersonId
from dialogs.ports import SessionStatus
from dialogs.program import Choice, MakeOffers
from dialogs.refusals import Reason, Refusal
from dialogs.severity import Level, Sign
from dialogs.state import SessionState

Events = tuple[SessionEvent, ...]


def frozen(state: SessionState) -> Refusal | None:
    """Return why nothing may be put together or offered now; none while no crisis stands."""
    if state.crisis is None:
        return None
    return Refusal(Reason.HAGGLING_FROZEN, values={"sign": state.crisis.label}, costly=True)


def offers(choice: Choice) -> bool:
    """Tell whether a choice puts offers to the customer."""
    return any(isinstance(effect, MakeOffers) for effect in choice.effects)


def declare(
    state: SessionState,
    command: DeclareCrisis,
    sign: Sign,
    on_call: Sequence[Actor],
    wait: timedelta,
    now: datetime,
) -> Events | Refusal:
    """Declare ``sign``; ``on_call`` are those who are called one by one, or told at once of a contact."""
    if state.status is SessionStatus.ENDED:
        return Refusal(Reason.ENDED)
    if any(each.freezes and each.sign == sign.id for each in state.crises):
        return Refusal(Reason.CRISIS_UNDER_WAY, values={"sign": sign.label})
    by, step, declared = command.actor.person, state.walk.step, state.version + 1
    said = CrisisDeclared(
        at=now,
        by=by,
        sign=sign.id,
        label=sign.label,
        level=sign.level,
        step=step,
        on_call=() if sign.level is Level.MENTION else tuple(each.person for each in on_call),
        wait=int(wait.total_seconds()) if sign.level is Level.CRISIS else 0,
    )
    match sign.level:
        case Level.MENTION:
            flagged = state.turn in state.flagged_turns
            return (said,) if flagged else (said, MomentFlagged(at=now, by=by, step=step))
        case Level.CONTACT:
            return (said,)
        case Level.CRISIS if on_call:
            first = on_call[0]
            called = OnCallCalled(at=now, by=by, declared=declared, person=first.person, name=first.name)
            return (said, called)
        case Level.CRISIS:
            return (said, NobodyAnswered(at=now, by=by, declared=declared))


def withdraw(
    state: SessionState, command: WithdrawCrisis, within: timedelta, now: datetime
) -> Events | Refusal:
    """Take a mis-tap back: soon, and before anybody has taken it on."""
    crisis = state.crisis_at(command.declared)
    if crisis is None:
        return Refusal(Reason.UNKNOWN)
    if crisis.is_over:
        return Refusal(Reason.CRISIS_OVER)
    if crisis.acknowledged_by is not None:
        return Refusal(Reason.CRISIS_TAKEN, values={"name": crisis.acknowledged_name})
    if now - crisis.at > within:
        return Refusal(Reason.TOO_LATE_TO_WITHDRAW)
    return (CrisisWithdrawn(at=now, by=command.actor.person, declared=crisis.version),)


def acknowledge(state: SessionState, command: AcknowledgeCrisis, now: datetime) -> Events | Refusal:
    """Take on all that waits; who has it already takes on nothing anew."""
    actor = command.actor
    waiting = [each for each in state.crises if each.waits]
    if waiting:
        return tuple(
            CrisisAcknowledged(at=now, by=actor.person, declared=each.version, name=actor.name)
            for each in waiting
        )
    if state.crisis is None:
        return Refusal(Reason.CRISIS_OVER)
    if state.crisis.acknowledged_by == actor.person:
        return ()
    return Refusal(Reason.CRISIS_TAKEN, values={"name": state.crisis.acknowledged_name})


def stand_down(state: SessionState, command: StandDown, now: datetime) -> Events | Refusal:
    """Say that every crisis of the call is over."""
    standing = [each for each in state.crises if each.freezes]
    if not standing:
        return Refusal(Reason.CRISIS_OVER)
    return tuple(
        CrisisStoodDown(at=now, by=command.actor.person, declared=each.version, name=command.actor.name)
        for each in standing
    )


def call_next(
    crisis: Crisis, turn: PersonId | None, able: Sequence[Actor], by: PersonId, now: datetime
) -> Events:
    """Call the next one, since nobody acknowledged: the ``turn`` is a person's, or nobody's any more.

    Whoever is not among the ``able`` is passed over, and is not said to have been silent. Nothing comes of it
    when it was acknowledged, is over, or this was done before.
    """
    if not crisis.waits or crisis.nobody or any(each.person == turn for each in crisis.called):
        return ()
    names, declared = {each.person: each.name for each in able}, crisis.version
    silent = tuple(
        OnCallSilent(at=now, by=by, declared=declared, person=each.person, name=each.name)
        for each in crisis.called[-1:]
        if each.person in names
    )
    person = None if turn is None else next((each for each in crisis.left if each in names), None)
    if person is None:
        return (*silent, NobodyAnswered(at=now, by=by, declared=declared))
    return (*silent, OnCallCalled(at=now, by=by, declared=declared, person=person, name=names[person]))
