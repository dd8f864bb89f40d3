"""What a run gave, as it stands in the JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.log.pace import Figures
from tests.benchmarks.report import Machine, Run
from tests.benchmarks.statistics import Spread, spread

Round = Mapping[str, Figures]
"""What each cell gave in one round."""
LIBRARIES: Final = ("aiosqlite", "cryptography", "msgspec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cell over all rounds; no figures when one of them gave none."""

    cell: str
    figures: Mapping[str, Spread]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The first page of /sessions, measured by another program into ``build/benchmark/lists.json``."""

    sessions: int
    first_page_ms: Spread


class Rowed:
    """A run that has rows of this kind."""

    __slots__ = ()
    rows: tuple[Row, ...]

    def figure(self, cell: str, name: str) -> Spread | None:
        """Return a figure, none when it was not measured."""
        return next((row.figures.get(name) for row in self.rows if row.cell == cell), None)

    @property
    def lacks(self) -> bool:
        """Tell whether a cell gave no figures."""
        return any(row.errors for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed(Run, Rowed):
    """A whole run whose cells go by the clock."""

    seconds: float
    """Of each such cell."""
    load: float
    """Programs that wanted a processor in the minute before the run, which are not ours."""
    machine: Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Timed):
    """A whole run."""

    events: int
    """In the grown log, before the first round."""
    live: int
    """Calls that go on in it."""
    live_events: int
    """In the log of the live calls alone."""
    making_seconds: float
    """What making both took."""
    rows: tuple[Row, ...]
    lists: Lists | None = None


def _compared(measured: Round) -> Mapping[str, dict[str, float]]:
    """Add to the cells of one round how they stand to others of the same round."""
    found = {cell: dict(figures) for cell, figures in measured.items()}
    for cell, figures in found.items():
        to_raw(figures, found.get("slow-raw" if cell.startswith("slow") else "raw"))
    alone, grown = found.get("alone-64"), found.get("grown-64")
    if alone is not None and grown is not None:
        grown["growth"] = alone["events_a_second"] / grown["events_a_second"]
        grown["growth_between"] = alone["between_stalls"] / grown["between_stalls"]
    return found


def to_raw(figures: dict[str, float], raw: Figures | None) -> None:
    """Add to the figures of one who appends how they stand to raw commits."""
    if raw is not None and "events_a_second" in figures:
        figures["to_raw"] = figures["events_a_second"] / raw["events_a_second"]
        figures["wait_to_raw"] = figures["p50_ms"] / raw["p50_ms"]


def rows_of(
    cells: Sequence[str],
    rounds: Sequence[Round],
    errors: Mapping[str, Sequence[str]],
    compare: Callable[[Round], Round] = _compared,
) -> tuple[Row, ...]:
    """Return the medians and spreads over ``rounds``, with what is compared within each of them."""
    compared = [compare(each) for each in rounds]
    found = list[Row]()
    for cell in cells:
        trials = [each[cell] for each in compared if cell in each]
        names = [name for name in (trials[0] if trials else {}) if all(name in trial for trial in trials)]
        figures = {name: spread([float(trial[name]) for trial in trials]) for name in names}
        wrong = tuple(errors.get(cell, ()))
        found.append(Row(cell=cell, figures={} if wrong else figures, errors=wrong))
    return tuple(found)
