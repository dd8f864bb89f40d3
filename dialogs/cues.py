"""When a card will look otherwise although nobody taps: a cue falls due, a guard waits for minutes."""

from datetime import datetime, timedelta

from dialogs.guards import AllOf, AnyOf, Compares, Figure, Guard, Not
from dialogs.ports import SessionStatus
from dialogs.program import Cue, Place, Program
from dialogs.state import SessionState


def cue_at(state: SessionState, cue: Cue) -> datetime:
    """Return when ``cue`` falls due in the step that stands now (aware UTC)."""
    since = state.stands_since
    if cue.without_fact:
        facts = (note.said_at for note in state.noted if note.place is Place.FACT and not note.gone)
        since = max((since, *facts))
    return since + timedelta(seconds=cue.seconds)


def changes_at(program: Program, state: SessionState, now: datetime) -> datetime | None:
    """Return when the card of a call will next look otherwise with nothing tapped; none when it will not.

    It comes from the log and the clock alone, so that it is the same after a restart. ``now`` is aware.
    """
    if state.status is not SessionStatus.LIVE:
        return None
    step = program.steps[state.walk.step]
    cues = [cue_at(state, cue) for cue in step.cues]
    begun = state.opened_at + state.paused_for
    guards = [choice.when for choice in program.choices_at(step.id) if choice.when is not None]
    minutes = {minute for guard in guards for minute in _minutes(guard)}
    turns = [begun + timedelta(minutes=minute) for minute in minutes]
    return min((each for each in (*cues, *turns) if each > now), default=None)


def _minutes(guard: Guard) -> tuple[int, ...]:
    """Return the minutes of a call at which ``guard`` may open or close."""
    match guard:
        case Compares(Figure.MINUTES, _, number):
            return (number, number + 1)
        case Not(inner):
            return _minutes(inner)
        case AllOf(inners) | AnyOf(inners):
            return tuple(minute for inner in inners for minute in _minutes(inner))
        case _:
            return ()
