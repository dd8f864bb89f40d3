"""Ticking what was seen to: each tick is recorded, none moves the walk."""

from datetime import datetime

from dialogs.commands import TickItem
from dialogs.decide.decision import NOTHING, Decision
from dialogs.events import ItemTicked
from dialogs.program import Program, StepKind
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState


def tick(program: Program, state: SessionState, command: TickItem, now: datetime) -> Decision | Refusal:
    """Tick an item or take its tick away; ticking what is ticked changes nothing."""
    step = program.steps[state.walk.step]
    if step.kind is not StepKind.CHECK:
        return Refusal(Reason.STALE)
    if all(item.id != command.item for item in step.items):
        return Refusal(Reason.UNKNOWN)
    if ((step.id, command.item) in state.walk.ticked) == command.ticked:
        return NOTHING
    ticked = ItemTicked(
        at=now, by=command.actor.person, step=step.id, item=command.item, ticked=command.ticked
    )
    return Decision((ticked,))
