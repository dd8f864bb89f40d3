"""When a playbook must not be used any more: how a call that runs goes on in its successor."""

from datetime import UTC, datetime

from dialogs.actors import Actor
from dialogs.decide.decision import Decision
from dialogs.events import CarriedOver
from dialogs.ids import StepId
from dialogs.ports import Recall, SessionStatus
from dialogs.program import Program, StepKind
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState


def carry_over(
    program: Program,
    successor: Program | None,
    state: SessionState,
    recall: Recall,
    actor: Actor,
    now: datetime,
) -> Decision | Refusal:
    """Lead a call out of a recalled revision; the tap that led here does nothing else.

    It stands then at the same step of the successor, or else at the start of its stage.
    """
    if successor is None or successor.revision == program.revision:
        return Refusal(Reason.RECALLED, values={"why": recall.reason}, costly=True)
    target, returns_to = _lands(program, successor, state)
    carried = CarriedOver(
        at=now.astimezone(UTC),
        by=actor.person,
        step=state.walk.step,
        playbook=successor.playbook,
        revision=successor.revision,
        target=target,
        returns_to=returns_to,
        reason=recall.reason,
    )
    return Decision((carried,))


def is_due(state: SessionState, turn: int | None) -> bool:
    """Tell whether a tap leads a call out of a recalled revision: of a live call, and not come late."""
    return state.status is SessionStatus.LIVE and turn in {None, state.turn}


def _lands(program: Program, successor: Program, state: SessionState) -> tuple[StepId, tuple[StepId, ...]]:
    """Return where the walk goes on, with the detours that stay open."""
    here = state.walk.step
    if _is_there(successor, here) and all(_is_there(successor, each) for each in state.walk.returns_to):
        stage = successor.stages[successor.steps[here].stage]
        if not stage.aside:
            return here, ()
        if state.walk.returns_to:
            return here, state.walk.returns_to
    on_rail = state.walk.returns_to[0] if state.walk.returns_to else here
    if _is_there(successor, on_rail) and not successor.stages[successor.steps[on_rail].stage].aside:
        return on_rail, ()
    stage_then = program.steps[on_rail].stage
    now = successor.stages.get(stage_then)
    return (successor.start if now is None or now.aside else now.start), ()


def _is_there(successor: Program, step: StepId) -> bool:
    """Tell whether a walk can stand at ``step``: one that was going on does not end by being led there."""
    found = successor.steps.get(step)
    return found is not None and found.kind is not StepKind.END
