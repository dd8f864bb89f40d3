"""Where a move lands, and which detours are then open: within a playbook, and through other playbooks.

A playbook that is gone into stands in the program as a part: its steps are called ``slug/step``. Where a
detour comes back to is remembered by the walk; by which choice it was entered, and so which named exit leads
where, is read off the way that led here. No event tells it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.ids import StepId
from dialogs.program import RETURN, Choice, Program, part_of
from dialogs.state import Move, SessionState


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a move leads."""

    step: StepId
    returns_to: tuple[StepId, ...] = ()
    """Where the detours that are then open come back to, outermost first."""


def landing(program: Program, state: SessionState, choice: Choice) -> Landing | None:
    """Return where ``choice`` leads from where the walk stands; its guard is not asked.

    None when it ends a detour and nothing tells where that began.
    """
    if choice.target == RETURN:
        return _back(program, state, choice.exit)
    here = state.walk.step
    waiting = _still_open(program, here, state.walk.returns_to)
    if choice.detour:
        waiting = (*waiting, here)
    return Landing(choice.target, _still_open(program, choice.target, waiting))


def _still_open(program: Program, step: StepId, returns_to: tuple[StepId, ...]) -> tuple[StepId, ...]:
    """Return the detours that are open at ``step``: on a rail, none from the same part."""
    stage = program.stages[program.steps[step].stage]
    if not stage.aside:
        return ()
    if not stage.rail_of_part:
        return returns_to
    parts = [part_of(each) for each in returns_to]
    own = part_of(step)
    return returns_to[: parts.index(own)] if own in parts else returns_to


def _back(program: Program, state: SessionState, exit_: str) -> Landing | None:
    """End the innermost detour; by a named exit, the whole part."""
    here = part_of(state.walk.step)
    waiting = state.walk.returns_to
    if exit_:
        while waiting and part_of(waiting[-1]) == here:
            waiting = waiting[:-1]
    if waiting and (part_of(waiting[-1]) == here or _ways_in(program, waiting[-1], here)):
        entered, outer = waiting[-1], waiting[:-1]
        back = Landing(entered, _still_open(program, entered, outer))
        way = _way_in(program, (move for move in state.path if move.before.step == entered), here)
        exits = [way, *_ways_in(program, entered, here)]
    else:
        found = _corrected_into(program, state, here)
        if found is None:
            return None
        back, way, outer = found
        exits = [way]
    target = next((each.exits[exit_] for each in exits if each is not None and exit_ in each.exits), RETURN)
    return back if target == RETURN else Landing(target, _still_open(program, target, outer))


def _ways_in(program: Program, step: StepId, part: str) -> list[Choice]:
    """Return the choices by which ``step`` leads into ``part``."""
    choices = program.choices_at(step)
    return [each for each in choices if each.detour and part_of(each.target) == part != part_of(step)]


def _way_in(program: Program, moves: Iterable[Move], part: str) -> Choice | None:
    """Return the choice by which one of ``moves`` last led into ``part``."""
    for move in reversed(list(moves)):
        for each in _ways_in(program, move.before.step, part):
            if each.id == move.choice:
                return each
    return None


def _corrected_into(
    program: Program, state: SessionState, part: str
) -> tuple[Landing, Choice | None, tuple[StepId, ...]] | None:
    """Return where a correction that led into a detour came from, since no tap entered it there.

    With it, the answer that leads there now, and the detours that were open where it was given. A part
    that is played by itself was entered from nowhere.
    """
    if not program.stages[program.steps[state.walk.step].stage].aside:
        return None
    within = _within(program, part)
    moves = [move for move in state.path if not _is_within(program, move.before.step, within)]
    if not moves:
        return None
    came = moves[-1].before
    answered = next((move for move in reversed(moves) if _way_in(program, [move], part)), moves[-1])
    back = Landing(came.step, _still_open(program, came.step, came.returns_to))
    return back, _way_in(program, [answered], part), answered.before.returns_to


def _is_within(program: Program, step: StepId, parts: Sequence[str]) -> bool:
    """Tell whether a step is in one of the parts, or in an aside stage of the playbook itself."""
    if part_of(step) not in parts:
        return False
    return bool(part_of(step)) or program.stages[program.steps[step].stage].aside


def _within(program: Program, part: str) -> list[str]:
    """Return a part and all that are gone into from it; for the playbook itself, all there are."""
    found = [part]
    for each in found:
        leads_to = {
            part_of(choice.target)
            for step in program.steps.values()
            if part_of(step.id) == each
            for choice in step.choices
            if choice.detour
        }
        found += sorted(leads_to.difference(found))
    return found
