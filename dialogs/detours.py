"""Where a move lands, and which detours are then open: within a playbook, and through other playbooks.

A playbook that is gone into stands in the program as a part: its steps are called ``slug/step``. Where a
detour comes back to is remembered by the walk; by which choice it was entered, and so which named exit leads
where, is read off the way that led here. No event tells it.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    through = _through(program, state, choice.exit) if choice.exit else None
    if through is not None:
        return through
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
    entry = _entry(program, state, whole=bool(exit_))
    return None if entry is None else _out(program, entry, entry.exits.get(exit_, RETURN))


def _through(program: Program, state: SessionState, door: str) -> Landing | None:
    """Leave the whole part by a door; none when whoever went in has nothing ready for it, or nobody did."""
    if not part_of(state.walk.step):
        return None
    entry = _entry(program, state, whole=True)
    return None if entry is None or door not in entry.exits else _out(program, entry, entry.exits[door])


@dataclass(frozen=True, slots=True)
class _Entry:
    """How a detour that is over was entered."""

    back: Landing
    """Where it comes back to."""
    outer: tuple[StepId, ...]
    """The detours that were open when it was entered."""
    part: str
    """The playbook from which it was entered."""
    exits: Mapping[str, StepId]


def _entry(program: Program, state: SessionState, *, whole: bool) -> _Entry | None:
    """Return how the innermost detour was entered, or the ``whole`` part; none when nothing tells it."""
    here = part_of(state.walk.step)
    waiting = state.walk.returns_to
    while whole and waiting and part_of(waiting[-1]) == here:
        waiting = waiting[:-1]
    if not waiting or (part_of(waiting[-1]) != here and not _ways_in(program, waiting[-1], here)):
        return _corrected_into(program, state, here)
    entered, outer = waiting[-1], waiting[:-1]
    way = _way_in(program, (move for move in state.path if move.before.step == entered), here)
    ways = _ways_in(program, entered, here) if way is None else [way]
    exits = {name: to for each in reversed(ways) for name, to in _exits_for(each, here).items()}
    back = Landing(entered, _still_open(program, entered, outer))
    return _Entry(back, outer, part_of(entered), exits)


def _out(program: Program, entry: _Entry, target: StepId) -> Landing:
    """Return where an exit leads: back, to a step of whoever went in, or from there into another part."""
    if target == RETURN:
        return entry.back
    is_own = part_of(target) == entry.part
    waiting = entry.outer if is_own else (*entry.back.returns_to, entry.back.step)
    return Landing(target, _still_open(program, target, waiting))


def _ways_in(program: Program, step: StepId, part: str) -> list[Choice]:
    """Return the choices by which ``step`` leads into ``part``, be it by an exit of another one."""
    choices = program.choices_at(step) if part != part_of(step) else ()
    return [each for each in choices if each.detour and part in _parts_of(each)]


def _parts_of(choice: Choice) -> set[str]:
    """Return the parts into which a choice leads, directly or by an exit."""
    return {part_of(each) for each in (choice.target, *choice.exits.values()) if each != RETURN}


def _exits_for(way: Choice, part: str) -> Mapping[str, StepId]:
    """Return what is ready for the exits of ``part``: nothing, when another one's exit led into it."""
    return way.exits if part_of(way.target) == part else {}


def _way_in(program: Program, moves: Iterable[Move], part: str) -> Choice | None:
    """Return the choice by which one of ``moves`` last led into ``part``."""
    for move in reversed(list(moves)):
        for each in _ways_in(program, move.before.step, part):
            if each.id == move.choice:
                return each
    return None


def _corrected_into(program: Program, state: SessionState, part: str) -> _Entry | None:
    """Return where a correction that led into a detour came from, since no tap entered it there.

    With it, what the answer that leads there now has ready, and the detours that were open at it. A part that
    is played by itself was entered from nowhere.
    """
    if not program.stages[program.steps[state.walk.step].stage].aside:
        return None
    within = _within(program, part)
    moves = [move for move in state.path if not _is_within(program, move.before.step, within)]
    if not moves:
        return None
    came = moves[-1].before
    answered = next((move for move in reversed(moves) if _way_in(program, [move], part)), moves[-1])
    way = _way_in(program, [answered], part)
    back = Landing(came.step, _still_open(program, came.step, came.returns_to))
    exits = {} if way is None else _exits_for(way, part)
    return _Entry(back, answered.before.returns_to, part_of(answered.before.step), exits)


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
            into
            for step in program.steps
            if part_of(step) == each
            for choice in program.choices_at(step)
            if choice.detour
            for into in _parts_of(choice)
        }
        found += sorted(leads_to.difference(found))
    return found
