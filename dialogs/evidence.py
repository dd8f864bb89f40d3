"""What became of each line of a playbook: counts over calls, which know no words and name nobody.

Counts of one call after the other, or of page after page, come to the same in any order: :func:`merged`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from dialogs.ids import ChoiceId, PersonId, Revision, StepId
from dialogs.program import Outcome
from dialogs.stays import Left

FEWEST_CALLS: Final = 10
"""Below so many, one call more moves a share by more than ten points: a trainer would mend an accident."""
FEWEST_PEOPLE: Final = 3
"""Below so many, a line is somebody's: of two people each can work out the other's share from their own."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """One line of one revision."""

    revision: Revision
    """Empty when revisions were joined."""
    step: StepId
    variant: str = ""
    """Which of its wordings was shown; empty when it has but one, or when they were joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What became of a line."""

    shown: int = 0
    """How often the walk came to it, also by going back."""
    left: Mapping[Left, int] = field(default_factory=dict)
    """How those stays ended; what is missing to ``shown`` goes on, or was an end."""
    skipped: int = 0
    """How often a jump passed over the stage that it begins."""
    seconds: Mapping[int, int] = field(default_factory=dict)
    """Whole seconds of the stays that were left → how many stays; pauses taken out."""
    heat: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Temperature before and after → how many stays; only where one had been taken before."""
    chosen: Mapping[ChoiceId, int] = field(default_factory=dict)
    """What was tapped, as corrected later; what was taken back does not count."""
    ended: Mapping[Outcome, int] = field(default_factory=dict)
    """How calls ended from here, by a choice that leads to an end or by a command."""
    calls: int = 0
    """In how many calls it was shown or passed over."""
    people: frozenset[PersonId] = frozenset()
    """Who had those calls: to know how many they are, and for nothing else."""

    @property
    def is_enough(self) -> bool:
        """Tell whether there are calls and people enough to show it."""
        return self.calls >= FEWEST_CALLS and len(self.people) >= FEWEST_PEOPLE

    @property
    def median_seconds(self) -> int | None:
        """Return the median of the seconds, the lower one of two in the middle; none without any stay."""
        middle, seen = (sum(self.seconds.values()) + 1) // 2, 0
        for seconds in sorted(self.seconds):
            seen += self.seconds[seconds]
            if seen >= middle:
                return seconds
        return None

    @property
    def heated(self) -> int:
        """Return how many stays ended hotter than they began."""
        return sum(times for (before, after), times in self.heat.items() if after > before)

    @property
    def cooled(self) -> int:
        """Return how many stays ended calmer than they began."""
        return sum(times for (before, after), times in self.heat.items() if after < before)

    @property
    def mean_heat(self) -> tuple[float, float] | None:
        """Return the mean temperature before and after, to a tenth; none where none was taken."""
        known = sum(self.heat.values())
        if not known:
            return None
        before = sum(level * times for (level, _), times in self.heat.items()) / known
        after = sum(level * times for (_, level), times in self.heat.items()) / known
        return round(before, 1), round(after, 1)

    @property
    def broken_off(self) -> int:
        """Return how many calls broke off here."""
        return self.ended.get(Outcome.BROKEN_OFF, 0)

    @property
    def trouble(self) -> float:
        """Return the share of stays in which the call broke off or the customer grew hotter; 1 is worst."""
        return (self.broken_off + self.heated) / self.shown if self.shown else 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of the lines of one playbook."""

    counts: Mapping[Spot, Count] = field(default_factory=dict)
    calls: Mapping[Revision, int] = field(default_factory=dict)
    """How many calls ran on each revision."""


NONE: Final = Evidence()


def merged(*parts: Evidence) -> Evidence:
    """Return the counts of all ``parts`` together."""
    spots: dict[Spot, list[Count]] = {}
    for part in parts:
        for spot, count in part.counts.items():
            spots.setdefault(spot, []).append(count)
    counts = {spot: total(each) for spot, each in spots.items()}
    return Evidence(counts, _added([part.calls for part in parts]))


def total(counts: Sequence[Count]) -> Count:
    """Return several counts as one."""
    if len(counts) == 1:
        return counts[0]
    return Count(
        shown=sum(each.shown for each in counts),
        left=_added([each.left for each in counts]),
        skipped=sum(each.skipped for each in counts),
        seconds=_added([each.seconds for each in counts]),
        heat=_added([each.heat for each in counts]),
        chosen=_added([each.chosen for each in counts]),
        ended=_added([each.ended for each in counts]),
        calls=sum(each.calls for each in counts),
        people=frozenset().union(*(each.people for each in counts)),
    )


def discreet(parts: Sequence[Count]) -> Count:
    """Return the total of ``parts`` that gives none of them away.

    Whoever sees a total and some of its parts can take one from the other. So parts that are too few stay out
    of it when others can be seen, unless the rest is enough by itself.
    """
    rest = total([each for each in parts if not each.is_enough] or [Count()])
    seen = [each for each in parts if each.is_enough]
    return total(seen) if seen and not rest.is_enough else total(parts)


def by_step(evidence: Evidence) -> Evidence:
    """Return one count for each step of each revision, of all its wordings."""
    return _regrouped(evidence, lambda spot: Spot(spot.revision, spot.step))


def joined(evidence: Evidence) -> Evidence:
    """Return one count for each step, of all its wordings in all revisions.

    Wordings are put together first, as they are shown for each revision: what is left out there stays out.
    """
    return _regrouped(by_step(evidence), lambda spot: Spot(Revision(""), spot.step))


def _regrouped(evidence: Evidence, by: Callable[[Spot], Spot]) -> Evidence:
    groups: dict[Spot, list[Count]] = {}
    for spot, count in evidence.counts.items():
        groups.setdefault(by(spot), []).append(count)
    return Evidence({spot: discreet(parts) for spot, parts in groups.items()}, evidence.calls)


def _added(parts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for part in parts:
        for key, times in part.items():
            sums[key] = sums.get(key, 0) + times
    return sums
