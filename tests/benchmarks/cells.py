"""What is measured: systems × latency × taps in flight."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One place in the table."""

    system: str
    latency_ms: int
    in_flight: int

    def __str__(self) -> str:
        return f"{self.system}, {self.latency_ms} ms, {self.in_flight} in flight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long a cell is measured: until so many taps, or so many seconds, whichever comes first."""

    taps: int = 1500
    seconds: float = 1.0
    warm_taps: int = 200
    warm_seconds: float = 0.7
    wave_seconds: float = 1.3
    """So much longer, if not as many taps as are in flight are finished by then: a slow start is no pace."""
    few_taps: int = 100
    few_seconds: float = 1.3
    """So much longer, if fewer than so many taps are finished by then: of a few, the slowest says little."""
    late_seconds: float = 5.0
    """So much longer to wait for the first tap to be finished on the clock."""
    drain_seconds: float = 0.7


def cells(systems: Sequence[str], latencies_ms: Sequence[int], in_flight: Sequence[int]) -> tuple[Cell, ...]:
    """Return every cell."""
    return tuple(
        Cell(system, latency, many) for latency, many, system in product(latencies_ms, in_flight, systems)
    )
