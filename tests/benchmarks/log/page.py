"""The page of the log's figures, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator
from typing import Final

from dialogs.service.calls import MOST_CALLS
from docs.sources import table
from tests.benchmarks.log.goals import HEADINGS, verdicts
from tests.benchmarks.log.report import Report
from tests.benchmarks.log.tables import MEDIANS, conditions, judged, measured, missing, of
from tests.benchmarks.pages import Page
from tests.benchmarks.table import aligned

_PACE: Final = {
    "events/s": ("events_a_second", 0),
    "× raw": ("to_raw", 2),
    "p50 ms": ("p50_ms", 2),
    "p99 ms": ("p99_ms", 2),
    "CPU µs/event": ("cpu_us", 0),
    "events a commit": ("events_a_commit", 1),
}
_STALLS: Final = {
    "events/s": ("events_a_second", 0),
    "between stalls": ("between_stalls", 0),
    "slowest commit ms": ("slowest_commit_ms", 0),
    "stalls": ("stalls", 0),
    "stalls ms": ("stalls_ms", 0),
}
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
_GROWING: Final = {name: _CELLS[name] for name in ("alone-64", "grown-64")}


def text(report: Report) -> str:
    """Return all that was found, as lines for a terminal."""
    lines = ["goals", *aligned([HEADINGS, *judged(verdicts(report))]), ""]
    lines += [*aligned([("cell", *_PACE), *measured(report, _CELLS, _PACE)]), ""]
    lines += [*aligned([("cell", *_STALLS), *measured(report, _GROWING, _STALLS)]), ""]
    return "\n".join([*lines, *_others(report)]) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield conditions(report)
    yield "## Goals"
    yield table(HEADINGS, judged(verdicts(report)))
    yield "## Appending"
    yield MEDIANS
    yield table(("cell", *_PACE), measured(report, _CELLS, _PACE))
    yield "## Growth and stalls"
    yield (
        f"The same {report.live:,} calls that go on: alone in a log of {report.live_events:,} events, and as"
        f" the last of a log of {report.events:,}. A *stall* is a commit of more than 20 ms: mostly one that"
        " has"
        " SQLite move its journal into the file (a checkpoint). The goal counts them in; *between stalls* is"
        " the rate without the time that they took, which grows by"
        f" {of(report.figure('grown-64', 'growth_between'), 2)} ×."
    )
    yield table(("cell", *_STALLS), measured(report, _GROWING, _STALLS))
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
    yield from missing(report)


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


PAGE: Final = Page("log-performance", "How fast the log is", "bench-log", Report, _parts)
