"""What is shown of the log alike, in a file and in PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tests.benchmarks.log.goals import Verdict
from tests.benchmarks.log.report import Rowed, Timed
from tests.benchmarks.statistics import Spread

Columns = Mapping[str, tuple[str, int]]
"""By heading: the name of a figure, and its digits behind the point."""
MEDIANS: Final = "Medians over the rounds, and in brackets the least and the most."
_QUIET: Final = 0.5
"""Programs that may want a processor before a run that counts as undisturbed."""


def conditions(run: Timed, *servers: str) -> str:
    """Return when and where it was measured, and whether others were at work there."""
    machine = run.machine
    programs = ", ".join((f"Python {machine.python}", *servers, f"SQLite {machine.sqlite}"))
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    words = (
        f"Measured on {run.measured_on} at revision {run.revision} in {run.minutes:.0f} minutes:"
        f" {run.rounds} rounds on a machine with {machine.cores} cores ({machine.processor}),"
        f" {machine.system}, {programs}; {libraries}."
    )
    if run.load < _QUIET:
        return words
    return (
        f"{words}\n\n**Others were at work on this machine**: in the minute before, {run.load:.1f}"
        " programs wanted a processor. Rates are too low and waits too long by what those took, and even a"
        " comparison within a round swings widely. These figures judge nothing: measure again in quiet."
    )


def judged(verdicts: Iterable[Verdict]) -> list[tuple[str, ...]]:
    """Return a row a goal."""
    return [(each.goal, each.wanted, each.figure, each.said, each.by) for each in verdicts]


def measured(run: Rowed, cells: Mapping[str, str], columns: Columns) -> list[tuple[str, ...]]:
    """Return a row for each of these cells that was measured, which are named with their words."""
    found = {row.cell: row.figures for row in run.rows}
    return [
        (words, *(of(found[cell].get(name), digits) for name, digits in columns.values()))
        for cell, words in cells.items()
        if cell in found
    ]


def of(spread: Spread | None, digits: int) -> str:
    """Return a median with the least and the most; nothing when it was not measured."""
    if spread is None:
        return ""
    least, most = (f"{each:,.{digits}f}" for each in (spread.least, spread.most))
    return f"{spread.median:,.{digits}f} ({least}–{most})"


def missing(run: Rowed) -> Iterator[str]:
    """Give a line for each cell without figures, with the reason."""
    for row in run.rows:
        yield from (f"No figures of {row.cell}: {error.splitlines()[-1]}" for error in row.errors)
