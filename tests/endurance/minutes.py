"""What one minute of a long run came to, and whether a whole run of them was flat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.statistics import percentile

SLOWEST_MS: Final = 50.0
"""What the 99th percentile of an append may be in any minute."""
MOST_KB_IN_TEN_MINUTES: Final = 1_024.0
MOST_JOURNAL_MB: Final = 64.0
TEN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """One minute, over all programs that walked in it."""

    events: int
    errors: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    resident_kb: int
    """Of all programs together."""
    journal_mb: float
    """Of SQLite's journal; 0 where a server has one of its own."""
    is_warm: bool
    """Whether memory held as much as a program keeps at hand, so that it must be flat from here."""


def minute(
    events: int,
    errors: int,
    waits: Sequence[float],
    resident_kb: int,
    journal_bytes: int = 0,
    *,
    is_warm: bool = False,
) -> Minute:
    """Return the figures of a minute from its ``waits``, in seconds."""
    ascending = sorted(waits) or [0.0]
    return Minute(
        events=events,
        errors=errors,
        p50_ms=percentile(ascending, 50) * 1000,
        p99_ms=percentile(ascending, 99) * 1000,
        worst_ms=ascending[-1] * 1000,
        resident_kb=resident_kb,
        journal_mb=journal_bytes / 1e6,
        is_warm=is_warm,
    )


def growth_kb(minutes: Sequence[Minute]) -> float | None:
    """Return by how much memory grew in ten minutes: the slope of the best line, through all that were warm.

    None where fewer than ten were.
    """
    warm = [each.resident_kb for each in minutes if each.is_warm]
    if len(warm) < TEN:
        return None
    middle, mean = (len(warm) - 1) / 2, sum(warm) / len(warm)
    above = sum((place - middle) * (kb - mean) for place, kb in enumerate(warm))
    return TEN * above / sum((place - middle) ** 2 for place in range(len(warm)))


def broken(minutes: Sequence[Minute], flaws: Sequence[str], acknowledged: int, found: int) -> Sequence[str]:
    """Return what was promised and not kept."""
    errors, slow = sum(each.errors for each in minutes), max(each.p99_ms for each in minutes)
    journal, grown = max(each.journal_mb for each in minutes), growth_kb(minutes)
    said = {
        f"{errors} appends failed": errors > 0,
        f"{acknowledged} events were acknowledged and {found} are there": acknowledged != found,
        f"a minute's 99th percentile was {slow:.1f} ms": slow >= SLOWEST_MS,
        f"memory grew by {grown or 0:.0f} KB in ten minutes": (grown or 0) >= MOST_KB_IN_TEN_MINUTES,
        "memory was not warm for ten minutes": grown is None and len(minutes) > TEN,
        f"the journal came to {journal:.0f} MB": journal >= MOST_JOURNAL_MB,
    }
    return (*(words for words, is_so in said.items() if is_so), *flaws)


def curve(values: Sequence[float]) -> str:
    """Return ``values`` as a line of bars, from nothing to the largest."""
    bars, most = "▁▂▃▄▅▆▇█", max(values, default=0.0) or 1.0
    return "".join(bars[min(int(each / most * len(bars)), len(bars) - 1)] for each in values)
