"""The page of the log's figures, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dialogs.service.calls import MOST_CALLS
from docs.sources import table
from tests.benchmarks.log.goals import HEADINGS, verdicts
from tests.benchmarks.log.report import Report, from_json
from tests.benchmarks.statistics import Spread
from tests.benchmarks.table import aligned

REFERENCE: Final = Path(__file__).parents[3] / "docs" / "reference"
PAGE, FIGURES = "log-performance.md", "log-performance.json"
HEADS: Final = ("cell", "events/s", "× raw", "p50 ms", "p99 ms", "CPU µs/event", "events a commit")
_STALL_HEADS: Final = ("cell", "events/s", "between stalls", "slowest commit ms", "stalls", "stalls ms")
_QUIET: Final = 0.5
"""Programs that may want a processor before a run that counts as undisturbed."""
_CELLS: Final = {
    "raw": "raw SQLite, 1 caller",
    "aiosqlite-1": "aiosqlite, 1 caller",
    "aiosqlite-16": "aiosqlite, 16 callers",
    "full-1": "the log, 1 caller",
    "full-16": "the log, 16 callers",
    "full-256": "the log, 256 callers",
    "door-16": "through the door, 16 callers",
    "door-256": "through the door, 256 callers",
    "slow-raw": "10 ms more a sync: raw SQLite, 1 caller",
    "slow-16": "10 ms more a sync: the log, 16 callers",
    "slow-64": "10 ms more a sync: the log, 64 callers",
    "alone-64": "live calls alone, 64 callers",
    "grown-64": "live calls in the grown log, 64 callers",
}


def page(report: Report) -> str:
    """Return the page in Markdown."""
    return "\n\n".join(_parts(report)) + "\n"


def text(report: Report) -> str:
    """Return all that was found, as lines for a terminal."""
    lines = ["goals", *aligned([HEADINGS, *_goals(report)]), ""]
    lines += [*aligned([HEADS, *_paced(report)]), "", *aligned([_STALL_HEADS, *_stalls(report)]), ""]
    return "\n".join([*lines, *_others(report)]) + "\n"


def write(report: Report, figures: bytes, folder: Path = REFERENCE) -> None:
    """Write the JSON and the page into ``folder``."""
    (folder / FIGURES).write_bytes(figures)
    (folder / PAGE).write_text(page(report), encoding="utf-8")


def rewrite(folder: Path = REFERENCE) -> None:
    """Write the page in ``folder`` from the JSON beside it: after a change of words, not of figures."""
    figures = (folder / FIGURES).read_bytes()
    write(from_json(figures), figures, folder)


def _parts(report: Report) -> Iterator[str]:
    yield "# How fast the log is"
    yield f"<!-- Written by `make bench-log` from {FIGURES}: measure again instead of changing it. -->"
    yield _machine(report)
    yield "## Goals"
    yield table(HEADINGS, _goals(report))
    yield "## Appending"
    yield "Medians over the rounds, and in brackets the least and the most."
    yield table(HEADS, _paced(report))
    yield "## Growth and stalls"
    yield (
        f"The same {report.live:,} calls that go on: alone in a log of {report.live_events:,} events, and as"
        f" the last of a log of {report.events:,}. A *stall* is a commit of more than 20 ms: mostly one that"
        " has"
        " SQLite move its journal into the file (a checkpoint). The goal counts them in; *between stalls* is"
        " the rate without the time that they took, which grows by"
        f" {of(report.figure('grown-64', 'growth_between'), 2)} ×."
    )
    yield table(_STALL_HEADS, _stalls(report))
    yield "## Reading and memory"
    yield "\n".join(f"- {each}" for each in _others(report))
    yield "## How it was measured"
    yield "\n".join(f"- {each}" for each in _method(report))
    yield "## Measure again"
    yield (
        "```sh\nmake bench-log          # all of it, and this page\n"
        "make bench-log QUICK=1  # a first look of a minute, which leaves this page alone\n"
        ".venv/bin/python -m tests.benchmarks.log --events 20  # twenty million events\n```"
    )


def _machine(report: Report) -> str:
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    words = (
        f"Measured on {report.measured_on} at revision {report.revision} in {report.minutes:.0f} minutes:"
        f" {report.rounds} rounds on a machine with {machine.cores} cores ({machine.processor}),"
        f" {machine.system}, Python {machine.python}, SQLite {machine.sqlite}; {libraries}."
    )
    return words + disturbed(report.load)


def disturbed(load: float) -> str:
    """Return what stands behind the machine: nothing after a run in quiet."""
    if load < _QUIET:
        return ""
    return (
        f"\n\n**Others were at work on this machine**: in the minute before, {load:.1f}"
        " programs wanted a processor. Rates are too low and waits too long by what those took, and even a"
        " comparison within a round swings widely. These figures judge nothing: measure again in quiet."
    )


def _goals(report: Report) -> list[tuple[str, ...]]:
    return [(each.goal, each.wanted, each.figure, each.said, each.by) for each in verdicts(report)]


def _paced(report: Report) -> list[tuple[str, ...]]:
    digits = {
        "events_a_second": 0,
        "to_raw": 2,
        "p50_ms": 2,
        "p99_ms": 2,
        "cpu_us": 0,
        "events_a_commit": 1,
    }
    return [
        (_CELLS[row.cell], *(of(row.figures.get(name), places) for name, places in digits.items()))
        for row in report.rows
        if row.cell in _CELLS
    ]


def _stalls(report: Report) -> list[tuple[str, ...]]:
    digits = {
        "events_a_second": 0,
        "between_stalls": 0,
        "slowest_commit_ms": 0,
        "stalls": 0,
        "stalls_ms": 0,
    }
    return [
        (_CELLS[row.cell], *(of(row.figures.get(name), places) for name, places in digits.items()))
        for row in report.rows
        if row.cell in {"alone-64", "grown-64"}
    ]


def of(spread: Spread | None, digits: int) -> str:
    """Return a median with the least and the most; nothing when it was not measured."""
    if spread is None:
        return ""
    least, most = (f"{each:,.{digits}f}" for each in (spread.least, spread.most))
    return f"{spread.median:,.{digits}f} ({least}–{most})"


def _others(report: Report) -> Iterator[str]:
    def said(cell: str, name: str, digits: int) -> str:
        return of(report.figure(cell, name), digits) or "not measured"

    yield (
        f"A call of 50 events is loaded in {said('reading', 'load_ms', 2)} ms, and with its fold in"
        f" {said('reading', 'load_and_fold_ms', 2)} ms: new to the program, its pages at hand in the system."
    )
    yield (
        f"Verifying follows {said('reading', 'verified_a_second', 0)} events/s of the grown log; opening that"
        f" log takes {said('reading', 'start_s', 1)} s."
    )
    yield (
        f"A tap in each of {report.live:,} open calls makes the process grow by"
        f" {said('memory', 'growth_mb', 0)} MB as it runs, which keeps {MOST_CALLS:,} of them folded, and by"
        f" {said('memory-all', 'growth_mb', 0)} MB when it keeps all; the goal is for the latter."
    )
    if report.lists is not None:
        taken = of(report.lists.first_page_ms, 1)
        yield f"The first page of /sessions among {report.lists.sessions:,} calls takes {taken} ms."
    for row in report.rows:
        yield from (f"No figures of {row.cell}: {error.splitlines()[-1]}" for error in row.errors)


def _method(report: Report) -> Iterator[str]:
    yield (
        "In each round every cell has its turn once, each time in a process of its own, on the same disk;"
        f" those that go by the clock for {report.seconds:g} s. A round begins at another cell than the one"
        " before it. *× raw* is taken within a round: events a second to those of raw SQLite."
    )
    yield (
        "**Raw SQLite** (WAL, `synchronous = FULL`): a row of 180 bytes with two unique keys a commit, by"
        " Python's `sqlite3` in one thread. **aiosqlite**: the same, awaited."
    )
    yield (
        "**The log**: each caller walks a call of 33 appends with 46 events of its own and 5 of its"
        " complaint: `decide`, `evolve`, and `append` with sealing, chain, cause, views and notices, over the"
        " store as the bot opens it; when it is over, another. Callers begin at different steps and never"
        " wait in between. *p50* and *p99* are those of an append as its caller sees it. **Through the door**"
        " it is `SessionService.handle`, with all that it asks and checks; no goal stands on it."
    )
    yield (
        "**10 ms more a sync**: a simulated disk between SQLite and the file (`tests/disk`) sleeps so long"
        " before each fsync."
    )
    yield (
        "**The grown log** is filled by a generator, straight into the file, with events that the bot's rules"
        " made: sealed, chained, with causes, keys, rows and signed checkpoints, ids in the order of time,"
        f" hundreds of calls at once; both logs in {report.making_seconds:.0f} s. They go on growing from"
        " round to round. Each live call is tapped once before the clock starts."
    )
    yield (
        "**Memory** is the resident set before and after; 50 calls were tapped before the first look. *CPU*"
        " is that of the whole process, with `decide` and `evolve`."
    )
