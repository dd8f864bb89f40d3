"""The page of the checker's figures, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from docs.sources import table
from tests.benchmarks.playbooks.cells import CELLS, Cell
from tests.benchmarks.report import Machine
from tests.benchmarks.statistics import Spread

REFERENCE: Final = Path(__file__).parents[3] / "docs" / "reference"
PAGE, FIGURES = "playbook-performance.md", "playbook-performance.json"
_QUIET: Final = 0.5
"""Programs that may want a processor before a run that counts as undisturbed."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run; figures are milliseconds of processor time."""

    measured_on: str
    revision: str
    rounds: int
    load: float
    """Programs that wanted a processor in the minute before the run."""
    machine: Machine
    figures: Mapping[str, Spread]


def to_json(report: Report) -> bytes:
    """Return the report in JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def from_json(text: bytes) -> Report:
    """Read what :func:`to_json` wrote."""
    return msgspec.json.decode(text, type=Report)


def write(report: Report, folder: Path = REFERENCE) -> None:
    """Write the JSON and the page into ``folder``."""
    (folder / FIGURES).write_bytes(to_json(report))
    (folder / PAGE).write_text(page(report), encoding="utf-8")


def page(report: Report) -> str:
    """Return the page in Markdown."""
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield "# How fast a playbook is checked"
    yield f"<!-- Written by `make bench-playbooks` from {FIGURES}: measure again instead of changing it. -->"
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    yield (
        f"Measured on {report.measured_on} at revision {report.revision}: {report.rounds} rounds on a machine"
        f" with {machine.cores} cores ({machine.processor}), {machine.system}, Python {machine.python};"
        f" {libraries}."
    )
    if report.load >= _QUIET:
        yield (
            f"**Others were at work on this machine**: in the minute before, {report.load:.1f} programs"
            " wanted a processor. Only processor time of our own is counted, yet shared caches make it longer"
            " than it would be in quiet."
        )
    yield "## Goals"
    yield table(("what", "wanted", "measured", ""), [_goal(report, cell) for cell in CELLS if cell.goal_ms])
    yield (
        "The screen of `play` is to follow a save within 200 ms: up to 50 of them pass until it looks at the"
        " files again, so 150 are left for the rest."
    )
    yield "## Beside others"
    rows = [(cell.words, _of(report, cell)) for cell in CELLS if not cell.goal_ms or cell.name == "500"]
    yield table(("what", "ms"), rows)
    yield (
        "The others only read, or look at the form of the YAML; the check reads with the place of everything,"
        " refuses what is no playbook, asks every rule, and compiles."
    )
    yield "## How it was measured"
    yield (
        "Milliseconds of processor time in one process. In each round every cell has its turn, and the best"
        " of five runs counts: what else the machine does does not. Medians over the rounds, and in brackets"
        " the least and the most."
    )
    yield "```sh\nmake bench-playbooks  # all of it, and this page; a minute\n```"


def _goal(report: Report, cell: Cell) -> tuple[str, ...]:
    spread, most = report.figures.get(cell.name), cell.goal_ms or 0.0
    said = "not measured" if spread is None else "met" if spread.median <= most else "**missed**"
    return (cell.words, f"≤ {most:,.0f} ms", f"{_of(report, cell)} ms", said)


def _of(report: Report, cell: Cell) -> str:
    spread = report.figures.get(cell.name)
    if spread is None:
        return "not installed" if cell.peer else "not measured"
    return f"{spread.median:,.1f} ({spread.least:,.1f}–{spread.most:,.1f})"
