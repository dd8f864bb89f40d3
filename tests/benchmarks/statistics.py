"""Medians, spreads and percentiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median over the rounds, the smallest and the largest."""

    median: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of at least one value, to four places."""
    return Spread(*(round(each, 4) for each in (median(values), min(values), max(values))))


def percentile(ascending: Sequence[float], percent: int) -> float:
    """Return the nearest-rank percentile of at least one value: the smallest with so many at or below it."""
    rank = -(-len(ascending) * percent // 100)
    return ascending[max(rank, 1) - 1]
