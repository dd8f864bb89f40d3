"""The walk of a program as a state machine; the only user of ``transitions``.

One machine is built for a program and shared by all its sessions. It keeps no model: each question brings a
tiny cursor, so a session costs nothing while it waits.
"""

from functools import lru_cache, partial

from transitions import Event, EventData, Machine, Transition
from transitions.core import Condition

from dialogs.detours import landing
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

    __slots__ = ("_choices", "_machine", "_program")

    def __init__(self, program: Program) -> None:
        """Build the machine: a state for each step and for the end of a detour, a trigger for each choice."""
        self._machine = Machine(
            model=None,
            states=[*map(str, program.steps), str(RETURN)],
            initial=str(program.start),
            auto_transitions=False,
            send_event=True,
        )
        self._program = program
        self._choices: dict[tuple[StepId, ChoiceId], Choice] = {}
        # ``source="*"`` would open end steps too, so each choice is added for the steps that really offer it.
        for step_id, step in program.steps.items():
            if step.kind is StepKind.END:
                continue
            for choice in program.choices_at(step_id):
                self._add(step_id, choice)
            if step.answer is not None:
                self._add(step_id, step.answer)

    def _add(self, step: StepId, choice: Choice) -> None:
        self._choices[step, choice.id] = choice
        # As ``Machine.add_transition`` does, without what it asks of each: 1,000 steps take half the time.
        name, events = str(choice.id), self._machine.events
        if name not in events:
            events[name] = Event(name, self._machine)
        transition = Transition(str(step), str(choice.target))
        if choice.when is not None:
            transition.conditions.append(Condition(partial(_is_open, choice.when)))
        events[name].add_transition(transition)

    def target(self, session: SessionState, choice: ChoiceId, moment: Moment) -> StepId | None:
        """Return where ``choice`` leads at ``moment``, ends of detours resolved; none when it is closed."""
        offered = self._choices.get((session.walk.step, choice))
        if offered is None or not self._machine.events[str(choice)].trigger(_Cursor(session, moment)):
            return None
        lands = landing(self._program, session, offered)
        return None if lands is None else lands.step


class _Itself:
    """A program as a key: the very object, since comparing two of a thousand steps takes a tap's time."""

    __slots__ = ("program",)

    def __init__(self, program: Program) -> None:
        self.program = program

    def __hash__(self) -> int:
        return hash(self.program)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.program is other.program


def machine_of(program: Program) -> WalkMachine:
    """Return the shared machine of ``program``, built at its first use; another object has its own."""
    return _built(_Itself(program))


@lru_cache(maxsize=64)
def _built(itself: _Itself) -> WalkMachine:
    return WalkMachine(itself.program)


def _is_open(guard: Guard, event: EventData) -> bool:
    cursor = event.model
    return isinstance(cursor, _Cursor) and holds(guard, cursor.session, cursor.moment)
