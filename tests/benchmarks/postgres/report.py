"""What a run gave, as it stands in the JSON, and how far from each goal it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from typing import Final

import msgspec

from tests.benchmarks.log.goals import Goal, Verdict, judged
from tests.benchmarks.log.pace import Figures
from tests.benchmarks.log.report import Round, Row, json_of
from tests.benchmarks.report import Machine
from tests.benchmarks.report import this_machine as machine_of_bench
from tests.benchmarks.statistics import Spread

GOALS: Final = (
    Goal("16 callers", "full-16", "events_a_second", 8_000, least=True, form="{:,.0f} events/s"),
    Goal("taps of 2 replicas to those of 1", "door-64-by-2", "to_one", 1.5, least=True, form="{:.2f} ×"),
)
_LIBRARIES: Final = ("asyncpg", "cryptography", "msgspec")
_ENOUGH_CORES: Final = 6
"""Two replicas need two, the server as many, and some are for whoever taps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run."""

    measured_on: str
    """The day, UTC."""
    revision: str
    """The commit, with a plus sign when files of the bot or of the bench differ from it."""
    minutes: float
    rounds: int
    seconds: float
    """Of each cell."""
    load: float
    """Programs that wanted a processor in the minute before the run, which are not ours."""
    machine: Machine
    server: str
    """What the server calls itself."""
    ours: bool
    """Whether the server was started for this, on the disk of the files of SQLite."""
    rows: tuple[Row, ...]

    @property
    def has_cores(self) -> bool:
        """Tell whether two replicas and the server find cores of their own."""
        return self.machine.cores >= _ENOUGH_CORES

    def figure(self, cell: str, name: str) -> Spread | None:
        """Return a figure, none when it was not measured."""
        return next((row.figures.get(name) for row in self.rows if row.cell == cell), None)


def verdicts(report: Report) -> Iterator[Verdict]:
    """Give every goal beside what this run found."""
    for goal in GOALS:
        found = report.figure(goal.cell, goal.name)
        yield judged(goal, None if found is None else found.median)


def compared(measured: Round) -> Mapping[str, dict[str, float]]:
    """Add to the cells of one round how they stand to a raw commit, and to one replica, of the same round."""
    found = {cell: dict(figures) for cell, figures in measured.items()}
    for cell, figures in found.items():
        _stand(figures, found.get("sqlite-raw" if cell.startswith("sqlite") else "raw"))
        one = found.get(cell.partition("-by-")[0])
        if one is not None and one is not figures:
            figures["to_one"] = figures["events_a_second"] / one["events_a_second"]
    return found


def _stand(figures: dict[str, float], raw: Figures | None) -> None:
    if raw is not None:
        figures["to_raw"] = figures["events_a_second"] / raw["events_a_second"]
        figures["wait_to_raw"] = figures["p50_ms"] / raw["p50_ms"]


def this_machine() -> Machine:
    """Describe the machine and what the log is made with."""
    return replace(machine_of_bench(), libraries={name: version(name) for name in _LIBRARIES})


def to_json(report: Report) -> bytes:
    """Return the report in JSON that people can read: a line for each field, and for each row."""
    return json_of({each.name: getattr(report, each.name) for each in fields(report)}, report.rows)


def from_json(text: bytes) -> Report:
    """Read what :func:`to_json` wrote."""
    return msgspec.json.decode(text, type=Report)
