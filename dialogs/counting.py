"""From the stays of calls to the counts of the lines that they stayed at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs import variants
from dialogs.evidence import Count, Evidence, Spot
from dialogs.ids import PersonId, Revision, SessionId, StepId
from dialogs.program import Outcome, Program, Step
from dialogs.stays import Stay


def counted(
    programs: Mapping[Revision, Program], walks: Iterable[tuple[SessionId, Sequence[Stay]]]
) -> Evidence:
    """Return the counts of calls, each with its stays in their order.

    A stay on a revision that is not among ``programs`` is left out: a call may have gone on in another one.
    """
    counting = _Counting(programs)
    for session, walk in walks:
        if any(stay.outcome is Outcome.MISTAKEN for stay in walk):
            continue  # nothing was said to anybody
        for stay in walk:
            counting.take(session, stay)
    counts = {spot: seen.count for spot, seen in counting.spots.items()}
    return Evidence(counts, {revision: len(calls) for revision, calls in counting.calls.items()})


def wording_of(step: Step | None, session: SessionId) -> str:
    """Return which wording of a step the call was shown; empty when there is but one."""
    variant = None if step is None else variants.variant_of(step, session)
    return "" if variant is None else variant.id


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

    def __init__(self, programs: Mapping[Revision, Program]) -> None:
        self.spots: dict[Spot, _Seen] = {}
        self.calls: dict[Revision, set[SessionId]] = {}
        self._programs = programs

    def take(self, session: SessionId, stay: Stay) -> None:
        """Count one stay, and for the stages that a jump from it passed over the steps that begin them."""
        program = self._programs.get(stay.revision)
        if program is None:
            return
        self.calls.setdefault(stay.revision, set()).add(session)
        self._at(program, stay.step, session, stay.agent).stays.append(stay)
        for stage in stay.skipped:
            if stage in program.stages:
                self._at(program, program.stages[stage].start, session, stay.agent).skipped += 1

    def _at(self, program: Program, step: StepId, session: SessionId, agent: PersonId) -> _Seen:
        spot = Spot(program.revision, step, wording_of(program.steps.get(step), session))
        seen = self.spots.get(spot)
        if seen is None:
            seen = self.spots[spot] = _Seen()
        seen.calls.add(session)
        seen.people.add(agent)
        return seen
