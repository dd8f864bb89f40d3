"""The walk of a program as a state machine; the only user of ``transitions``.

One machine is built for a program and shared by all its sessions. It keeps no model: each question brings a
tiny cursor, so a session costs nothing while it waits.
"""

from collections.abc import Callable
from functools import lru_cache, partial

from transitions import EventData, Machine, MachineError

from dialogs.guards import Guard, Moment, holds
from dialogs.ids import ChoiceId, StepId
from dialogs.program import RETURN, Choice, Program, StepKind
from dialogs.state import SessionState


class _Cursor:
    """What stands for a session while the machine is asked one question."""

    __slots__ = ("moment", "session", "state")

    def __init__(self, session: SessionState, moment: Moment) -> None:
        self.session = session
        self.moment = moment
        self.state = str(session.walk.step)


class WalkMachine:
    """Answers where a choice leads from where a session stands."""

    __slots__ = ("_asides", "_machine")

    def __init__(self, program: Program) -> None:
        """Build the machine: a state for each step and for the end of a detour, a trigger for each choice."""
        self._machine = Machine(
            model=None,
            states=[*map(str, program.steps), str(RETURN)],
            initial=str(program.start),
            auto_transitions=False,
            send_event=True,
        )
        asides = {stage.id for stage in program.stages.values() if stage.aside}
        self._asides = {step.id for step in program.steps.values() if step.stage in asides}
        # ``source="*"`` would open end steps too, so each choice is added for the steps that really offer it.
        for step_id, step in program.steps.items():
            if step.kind is StepKind.END:
                continue
            for choice in program.choices_at(step_id):
                self._add(step_id, choice)

    def _add(self, step: StepId, choice: Choice) -> None:
        guard: list[str | Callable[..., bool | None]] = []
        if choice.when is not None:
            guard.append(partial(_is_open, choice.when))
        self._machine.add_transition(str(choice.id), str(step), str(choice.target), conditions=guard)

    def target(self, session: SessionState, choice: ChoiceId, moment: Moment) -> StepId | None:
        """Return where ``choice`` leads at ``moment``, ends of detours resolved; none when it is closed."""
        event = self._machine.events.get(str(choice))
        cursor = _Cursor(session, moment)
        if event is None:
            return None
        try:
            moved = event.trigger(cursor)
        except MachineError:
            return None
        if not moved:
            return None
        if cursor.state != RETURN:
            return StepId(cursor.state)
        return session.walk.returns_to[-1] if session.walk.returns_to else self._last_on_rail(session)

    def _last_on_rail(self, session: SessionState) -> StepId | None:
        """Return where a correction that led into a detour came from, since no tap entered it there."""
        way = (move.before.step for move in reversed(session.path))
        return next((step for step in way if step not in self._asides), None)


@lru_cache(maxsize=64)
def machine_of(program: Program) -> WalkMachine:
    """Return the shared machine of ``program``, built at its first use."""
    return WalkMachine(program)


def _is_open(guard: Guard, event: EventData) -> bool:
    cursor = event.model
    return isinstance(cursor, _Cursor) and holds(guard, cursor.session, cursor.moment)
