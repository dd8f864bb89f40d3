"""What a run gave, as it stands in the JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from typing import Final

import msgspec

from tests.benchmarks.log.pace import Figures
from tests.benchmarks.report import Machine
from tests.benchmarks.report import this_machine as machine_of_bench
from tests.benchmarks.statistics import Spread, spread

Round = Mapping[str, Figures]
"""What each cell gave in one round."""
_LIBRARIES: Final = ("aiosqlite", "cryptography", "msgspec")


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
    """Of each cell that goes by the clock."""
    load: float
    """Programs that wanted a processor in the minute before the run, which are not ours."""
    machine: Machine
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

    def figure(self, cell: str, name: str) -> Spread | None:
        """Return a figure, none when it was not measured."""
        return next((row.figures.get(name) for row in self.rows if row.cell == cell), None)


def _compared(measured: Round) -> Mapping[str, dict[str, float]]:
    """Add to the cells of one round how they stand to others of the same round."""
    found = {cell: dict(figures) for cell, figures in measured.items()}
    for cell, figures in found.items():
        raw = found.get("slow-raw" if cell.startswith("slow") else "raw")
        if raw is not None and "events_a_second" in figures:
            figures["to_raw"] = figures["events_a_second"] / raw["events_a_second"]
            figures["wait_to_raw"] = figures["p50_ms"] / raw["p50_ms"]
    alone, grown = found.get("alone-64"), found.get("grown-64")
    if alone is not None and grown is not None:
        grown["growth"] = alone["events_a_second"] / grown["events_a_second"]
        grown["growth_between"] = alone["between_stalls"] / grown["between_stalls"]
    return found


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


def this_machine() -> Machine:
    """Describe the machine and what the log is made with."""
    return replace(machine_of_bench(), libraries={name: version(name) for name in _LIBRARIES})


def to_json(report: Report) -> bytes:
    """Return the report in JSON that people can read: a line for each field, and for each row."""
    return json_of({each.name: getattr(report, each.name) for each in fields(report)}, report.rows)


def json_of(named: Mapping[str, object], rows: Sequence[Row]) -> bytes:
    """Return fields in JSON, a line each, and one for each of their ``rows``."""
    parts = {name: msgspec.json.encode(each) for name, each in named.items()}
    parts["rows"] = b"[\n%b\n]" % b",\n".join(b"  %b" % msgspec.json.encode(row) for row in rows)
    return b"{\n%b\n}\n" % b",\n".join(b'"%b": %b' % (name.encode(), part) for name, part in parts.items())


def from_json(text: bytes) -> Report:
    """Read what :func:`to_json` wrote."""
    return msgspec.json.decode(text, type=Report)
