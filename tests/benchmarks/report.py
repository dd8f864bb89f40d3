"""What a run of the bench gave, as it stands in the JSON."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.scene import Measured
from tests.benchmarks.statistics import Spread, spread

ROOT: Final = Path(__file__).parents[2]
MEASURED: Final = (
    "bot",
    "dialogs",
    "playbooks",
    "storage",
    "tests/benchmarks",
    "pyproject.toml",
    "requirements.lock",
    "requirements-bench.lock",
)
"""What a change of may change the figures."""
R = TypeVar("R")
LIBRARIES: Final = ("python-telegram-bot", "httpx", "aiogram", "aiogram-dialog", "aiohttp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where it was measured."""

    cores: int
    processor: str
    system: str
    python: str
    sqlite: str
    libraries: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cell over all rounds; no figures when its counts did not agree even once."""

    cell: Cell
    taps: int
    """Measured in all rounds together."""
    cut: int
    """Rounds in which not all taps could be finished in time."""
    errors: tuple[str, ...]
    figures: Mapping[str, Spread]
    """By the names of :class:`~tests.benchmarks.scene.Measured`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What open calls cost: kilobytes of the whole process with few and with many of them."""

    few: int
    many: int
    few_kb: int
    many_kb: int
    event_bytes: float
    """Of one call's events, as they are stored."""
    events: int
    """Of one call."""

    @property
    def growth_kb(self) -> float:
        """Return the kilobytes by which the process grows with each open call."""
        return (self.many_kb - self.few_kb) / (self.many - self.few)

    @property
    def kb_a_call(self) -> float:
        """Return the kilobytes of an open call beyond its events."""
        return self.growth_kb - self.event_bytes / 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole run of any bench."""

    measured_on: str
    """The day, UTC."""
    revision: str
    """The commit, with a plus sign when files of the bot or of the bench differ from it."""
    minutes: float
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Run):
    """A whole run."""

    effort: Effort
    machine: Machine
    rows: tuple[Row, ...]
    append_ms: Spread
    """One append of 4 KiB and fdatasync to the same disk: median of each round."""
    memory: Memory | None
    """None when it was not measured."""

    def row(self, system: str, latency_ms: int, in_flight: int) -> Row | None:
        """Return a row, none when it was not measured."""
        cell = Cell(system, latency_ms, in_flight)
        return next((row for row in self.rows if row.cell == cell and row.figures), None)


def row_of(cell: Cell, trials: Sequence[Measured], errors: Sequence[str]) -> Row:
    """Return the medians and spreads of a cell's trials. A cell with an error is no figure."""
    names = [each.name for each in fields(Measured) if each.name not in {"taps", "cut"}]
    measured = [asdict(each) for each in trials]
    figures = {name: spread([float(each[name]) for each in measured]) for name in names}
    return Row(
        cell=cell,
        taps=sum(each.taps for each in trials),
        cut=sum(each.cut for each in trials),
        errors=tuple(errors),
        figures={} if errors or not trials else figures,
    )


def this_revision(root: Path = ROOT) -> str:
    """Return the commit that ``root`` stands at, with a plus sign when what is measured differs from it."""
    try:
        commit = _git(root, "rev-parse", "--short", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", *MEASURED)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}+" if changed else commit


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ("git", *words), cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


def this_machine(libraries: Sequence[str] = LIBRARIES) -> Machine:
    """Describe the machine, without its name, and the libraries that count there."""
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return Machine(
        cores=os.cpu_count() or 1,
        processor=processor,
        system=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        libraries={name: version(name) for name in libraries},
    )


def to_json(run: Run) -> bytes:
    """Return a report in JSON that people can read: a line for each field, and for each row."""
    parts = [b'"%b": %b' % (each.name.encode(), _json_of(getattr(run, each.name))) for each in fields(run)]
    return b"{\n%b\n}\n" % b",\n".join(parts)


def _json_of(value: object) -> bytes:
    if isinstance(value, tuple):
        return b"[\n%b\n]" % b",\n".join(b"  %b" % msgspec.json.encode(row) for row in value)
    return msgspec.json.encode(value)


def from_json(text: bytes, kind: type[R]) -> R:
    """Read what :func:`to_json` wrote."""
    return msgspec.json.decode(text, type=kind)
