"""Moves of the walk.

A move from an old turn is refused: the person saw another card than the one that stands now.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec.structs import replace

from dialogs.commands import ChangeAnswer, Choose, GoBack, JumpTo
from dialogs.commands import Move as MoveCommand
from dialogs.decide import crises, effects
from dialogs.decide.decision import NOTHING, Decision
from dialogs.detours import landing
from dialogs.events import AnswerChanged, ChoiceMade, Jumped, SessionReopened, SlotSet, WentBack
from dialogs.events.complaint import CallReopened
from dialogs.guards import Guard, Moment, holds
from dialogs.ids import StageId, StepId
from dialogs.machine import machine_of
from dialogs.ports import SessionStatus
from dialogs.program import Choice, ClearSlot, Program, SetSlot
from dialogs.refusals import Reason, Refusal
from dialogs.state import TEMPERATURES, LastMove, SessionState
from dialogs.state import Move as MoveMade

UNREAD: Final = timedelta(seconds=0.7)
"""Nobody has read a new card so soon: it takes 0.2 s to reach the phone, and the two taps of a thumb that
slipped lie 0.1 to 0.4 s apart."""


def choose(program: Program, state: SessionState, command: Choose, now: datetime) -> Decision | Refusal:
    """Make a choice of the step, with all that it records; ``now`` is in the firm's zone."""
    old = _old_turn(state, command)
    if old is not None:
        return old
    if _is_unread(state, command):
        return Refusal(Reason.ALREADY_DONE)
    choice = next((each for each in program.choices_at(state.walk.step) if each.id == command.choice), None)
    if choice is None:
        return Refusal(Reason.UNKNOWN)
    moment = state.moment(command.actor.role, now)
    if choice.when is not None and not holds(choice.when, state, moment):
        return _closed(choice, choice.when, state, moment)
    if crises.offers(choice) and (standing := crises.frozen(state)) is not None:
        return standing
    target = machine_of(program).target(state, choice.id, moment)
    if target is None:
        return Refusal(Reason.UNKNOWN)
    made = ChoiceMade(
        at=now.astimezone(UTC),
        by=command.actor.person,
        step=state.walk.step,
        choice=choice.id,
        target=target,
        returns_to=returns_to(program, state, choice),
        slots=_slots(choice),
    )
    return effects.with_effects(program, state, made, choice, now)


def go_back(state: SessionState, command: GoBack, now: datetime) -> Decision | Refusal:
    """Undo the latest move; a call that was ended goes on again."""
    old = _old_turn(state, command)
    if old is not None:
        return old
    reopened = (CallReopened(at=now, by=command.actor.person, session=state.session),)
    if state.status is SessionStatus.ENDED and not state.ended_by_move:
        return Decision((SessionReopened(at=now, by=command.actor.person),), reopened)
    if not state.path:
        return Refusal(Reason.NOTHING_TO_UNDO)
    last = state.path[-1]
    back = WentBack(at=now, by=command.actor.person, undoes=last.version, target=last.before.step)
    return Decision((back,), reopened if state.status is SessionStatus.ENDED else ())


def jump(program: Program, state: SessionState, command: JumpTo, now: datetime) -> Decision | Refusal:
    """Go to the start of a stage and name the stages passed over."""
    stage = program.stages.get(command.stage)
    old = _old_turn(state, command)
    if old is not None:
        return old
    if stage is None or stage.aside:
        return Refusal(Reason.UNKNOWN)
    return Decision(
        (
            Jumped(
                at=now,
                by=command.actor.person,
                step=state.walk.step,
                stage=stage.id,
                target=stage.start,
                skipped=_skipped(program, state, stage.id),
            ),
        )
    )


def change_answer(
    program: Program, state: SessionState, command: ChangeAnswer, now: datetime
) -> Decision | Refusal:
    """Correct an earlier answer; the walk stays, or goes where the new answer leads when that is wanted."""
    old = _old_turn(state, command)
    if old is not None:
        return old
    move = next((each for each in state.path if each.version == command.move), None)
    if move is None or move.choice is None:
        return Refusal(Reason.UNKNOWN)
    if move.choice == command.choice:
        return NOTHING
    choice = next(
        (each for each in program.steps[move.before.step].choices if each.id == command.choice), None
    )
    if choice is None:
        return Refusal(Reason.UNKNOWN)
    if not was_open(state, move, choice, state.moment(command.actor.role, now)):
        return Refusal(Reason.CLOSED, why=choice.why_closed, costly=True)
    if crises.offers(choice) and (standing := crises.frozen(state)) is not None:
        return standing
    changed = AnswerChanged(
        at=now.astimezone(UTC),
        by=command.actor.person,
        move=move.version,
        step=move.before.step,
        old=move.choice,
        new=choice.id,
        slots=_slots(choice),
        target=_way(program, state, move, choice) if command.reroute else None,
    )
    return effects.with_effects(program, state, changed, choice, now)


def _is_unread(state: SessionState, command: Choose) -> bool:
    """Tell whether a tap came so soon after the card turned that it was the second half of a double tap.

    Two machines may take the two taps, and their clocks differ a little: either may seem to be the later one.
    """
    return command.arrived is not None and abs(command.arrived - state.stands_since) < UNREAD


def repeats_last(state: SessionState, command: MoveCommand) -> bool:
    """Tell whether ``command`` is the very tap that made the latest move, come once more."""
    return state.last_move == LastMove(command.turn, _tap_of(command))


def was_open(state: SessionState, move: MoveMade, choice: Choice, moment: Moment) -> bool:
    """Tell whether ``choice`` was open where the way stood before ``move``; no closed way opens.

    The temperature, the minutes and the role are those of now: nothing keeps what they were.
    """
    if choice.when is None:
        return True
    path = tuple(each for each in state.path if each.version < move.version)
    return holds(choice.when, replace(state, walk=move.before, path=path), moment)


def leads_elsewhere(program: Program, move: MoveMade, new: Choice) -> bool:
    """Tell whether ``new`` would have led to another step than the answer that was given."""
    step = program.steps[move.before.step]
    ways = step.choices if step.answer is None else (*step.choices, step.answer)
    given = next((each for each in ways if each.id == move.choice), None)
    return given is None or (given.target, given.exit) != (new.target, new.exit)


def _way(program: Program, state: SessionState, move: MoveMade, choice: Choice) -> StepId:
    path = tuple(each for each in state.path if each.version < move.version)
    lands = landing(program, replace(state, walk=move.before, path=path), choice)
    return move.before.step if lands is None else lands.step


def _closed(choice: Choice, when: Guard, state: SessionState, moment: Moment) -> Refusal:
    """Say why ``choice`` cannot be made, and whether a temperature is what it waits for."""
    warmer_or_cooler = (replace(state, temperature=level) for level in TEMPERATURES)
    return Refusal(
        Reason.CLOSED,
        why=choice.why_closed,
        costly=True,
        waits_for_temperature=any(holds(when, each, moment) for each in warmer_or_cooler),
    )


def _old_turn(state: SessionState, command: MoveCommand) -> Refusal | None:
    if command.turn == state.turn:
        return None
    if repeats_last(state, command):
        return Refusal(Reason.ALREADY_DONE)
    return Refusal(Reason.STALE, costly=True)


def _tap_of(command: MoveCommand) -> tuple[str, ...]:
    match command:
        case Choose(choice=choice):
            return ("choose", choice)
        case JumpTo(stage=stage):
            return ("jump", stage)
        case ChangeAnswer(move=move, choice=choice):
            return ("change", str(move), choice)
        case _:
            return ("back",)


def returns_to(program: Program, state: SessionState, choice: Choice) -> tuple[StepId, ...]:
    """Return where open detours come back to after a choice; on the rail none is open."""
    lands = landing(program, state, choice)
    return () if lands is None else lands.returns_to


def _slots(choice: Choice) -> tuple[SlotSet, ...]:
    """Return what a choice remembers and forgets, in its order; an empty value forgets."""
    return tuple(
        SlotSet(name=each.name, value=each.value if isinstance(each, SetSlot) else "")
        for each in choice.effects
        if isinstance(each, SetSlot | ClearSlot)
    )


def _skipped(program: Program, state: SessionState, to: StageId) -> tuple[StageId, ...]:
    """Name the stages of the rail between where the walk stands and where it goes; none when it goes back."""
    rail = [stage.id for stage in program.stages.values() if not stage.aside]
    way = (state.walk.step, *state.walk.returns_to)
    # Inside a detour the walk stands where it left the rail; a correction may have led into one from nowhere.
    here = next((stage for step in way if (stage := program.steps[step].stage) in rail), to)
    return tuple(rail[rail.index(here) + 1 : rail.index(to)])
