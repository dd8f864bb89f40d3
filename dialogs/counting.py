"""From the stays of calls to the counts of the lines that they stayed at."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dialogs.evidence import Count, Evidence, Spot
from dialogs.ids import PersonId, SessionId, StepId
from dialogs.program import Program
from dialogs.stays import Stay


def counted(program: Program, walks: Iterable[tuple[SessionId, Sequence[Stay]]]) -> Evidence:
    """Return the counts of calls that went through ``program``, each with its stays in their order."""
    counting = _Counting(program)
    calls = 0
    for session, walk in walks:
        calls += 1
        for stay in walk:
            counting.take(session, stay)
    counts = {spot: seen.count for spot, seen in counting.spots.items()}
    return Evidence(counts, {program.revision: calls})


def variant_of(program: Program, step: StepId, session: SessionId) -> str:
    """Return which wording of a step the call was shown; empty when there is but one."""
    del program, step, session
    return ""


@dataclass(slots=True)
class _Seen:
    """What was seen of one line while calls are counted."""

    stays: list[Stay] = field(default_factory=list)
    skipped: int = 0
    calls: set[SessionId] = field(default_factory=set)
    people: set[PersonId] = field(default_factory=set)

    @property
    def count(self) -> Count:
        left = [stay for stay in self.stays if stay.left is not None]
        heat = Counter((stay.before, stay.after) for stay in left)
        return Count(
            shown=len(self.stays),
            left=Counter(stay.left for stay in left if stay.left is not None),
            skipped=self.skipped,
            seconds=Counter(round(stay.lasted.total_seconds()) for stay in left),
            heat={(a, b): times for (a, b), times in heat.items() if a is not None and b is not None},
            chosen=Counter(stay.choice for stay in left if stay.choice is not None),
            ended=Counter(stay.outcome for stay in self.stays if stay.outcome is not None),
            calls=len(self.calls),
            people=frozenset(self.people),
        )


class _Counting:
    """What was seen so far."""

    def __init__(self, program: Program) -> None:
        self.spots: dict[Spot, _Seen] = {}
        self._program = program

    def take(self, session: SessionId, stay: Stay) -> None:
        """Count one stay, and for the stages that a jump from it passed over the steps that begin them."""
        self._at(stay.step, session, stay.agent).stays.append(stay)
        stages = self._program.stages
        for stage in stay.skipped:
            if stage in stages:
                self._at(stages[stage].start, session, stay.agent).skipped += 1

    def _at(self, step: StepId, session: SessionId, agent: PersonId) -> _Seen:
        spot = Spot(self._program.revision, step, variant_of(self._program, step, session))
        seen = self.spots.get(spot)
        if seen is None:
            seen = self.spots[spot] = _Seen()
        seen.calls.add(session)
        seen.people.add(agent)
        return seen
