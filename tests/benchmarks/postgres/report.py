"""What a run gave, as it stands in the JSON, and how far from each goal it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.log.goals import Goal
from tests.benchmarks.log.report import Round, Row, Timed, to_raw

GOALS: Final = (
    Goal("16 callers", "full-16", "events_a_second", 8_000, least=True, form="{:,.0f} events/s"),
    Goal("taps of 2 replicas to those of 1", "door-64-by-2", "to_one", 1.5, least=True, form="{:.2f} ×"),
)
LIBRARIES: Final = ("asyncpg", "cryptography", "msgspec")
_ENOUGH_CORES: Final = 6
"""Two replicas need two, the server as many, and some are for whoever taps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Timed):
    """A whole run."""

    server: str
    """What the server calls itself."""
    ours: bool
    """Whether the server was started for this, on the disk of the files of SQLite."""
    rows: tuple[Row, ...]

    @property
    def has_cores(self) -> bool:
        """Tell whether two replicas and the server find cores of their own."""
        return self.machine.cores >= _ENOUGH_CORES


def compared(measured: Round) -> Mapping[str, dict[str, float]]:
    """Add to the cells of one round how they stand to a raw commit, and to one replica, of the same round."""
    found = {cell: dict(figures) for cell, figures in measured.items()}
    for cell, figures in found.items():
        to_raw(figures, found.get("sqlite-raw" if cell.startswith("sqlite") else "raw"))
        one = found.get(cell.partition("-by-")[0])
        if one is not None and one is not figures:
            figures["to_one"] = figures["events_a_second"] / one["events_a_second"]
    return found
