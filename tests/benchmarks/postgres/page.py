"""The page of the figures of PostgreSQL, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs.sources import table
from tests.benchmarks.log.goals import HEADINGS
from tests.benchmarks.log.page import disturbed, of
from tests.benchmarks.postgres.cells import BESIDE, CELLS, WORDS
from tests.benchmarks.postgres.report import Report, from_json, verdicts
from tests.benchmarks.table import aligned

REFERENCE: Final = Path(__file__).parents[3] / "docs" / "reference"
PAGE, FIGURES = "postgres-performance.md", "postgres-performance.json"
_ONE: Final = {
    "events/s": ("events_a_second", 0),
    "× raw": ("to_raw", 2),
    "p50 ms": ("p50_ms", 2),
    "p99 ms": ("p99_ms", 2),
    "p50 to raw": ("wait_to_raw", 2),
    "CPU µs/event": ("cpu_us", 0),
    "server µs/event": ("server_cpu_us", 0),
    "events a commit": ("events_a_commit", 1),
}
_SEVERAL: Final = {
    "events/s": ("events_a_second", 0),
    "taps/s": ("taps_a_second", 0),
    "× one": ("to_one", 2),
    "p99 ms": ("p99_ms", 2),
    "CPU µs/event": ("cpu_us", 0),
    "server µs/event": ("server_cpu_us", 0),
    "events a commit": ("events_a_commit", 1),
}
_SHARED: Final = tuple(name for name in CELLS if f"{name.partition('-by-')[0]}-by-2" in CELLS)
_ALONE: Final = tuple(name for name, cell in CELLS.items() if cell.replicas == 1 and "door" not in name)


def page(report: Report) -> str:
    """Return the page in Markdown."""
    return "\n\n".join(_parts(report)) + "\n"


def text(report: Report) -> str:
    """Return all that was found, as lines for a terminal."""
    parts = [["goals", *aligned([HEADINGS, *_goals(report)])]]
    parts += [aligned([("cell", *_ONE), *_figures(report, (*_ALONE, *BESIDE), _ONE)])]
    parts += [aligned([("cell", *_SEVERAL), *_figures(report, _SHARED, _SEVERAL)])]
    parts += [list(_missing(report))]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def write(report: Report, figures: bytes, folder: Path = REFERENCE) -> None:
    """Write the JSON and the page into ``folder``."""
    (folder / FIGURES).write_bytes(figures)
    (folder / PAGE).write_text(page(report), encoding="utf-8")


def rewrite(folder: Path = REFERENCE) -> None:
    """Write the page in ``folder`` from the JSON beside it: after a change of words, not of figures."""
    figures = (folder / FIGURES).read_bytes()
    write(from_json(figures), figures, folder)


def _parts(report: Report) -> Iterator[str]:
    yield "# How fast the log is in PostgreSQL"
    yield f"<!-- Written by `make bench-postgres` from {FIGURES}: measure again instead of changing it. -->"
    yield _machine(report)
    yield "## Goals"
    yield table(HEADINGS, _goals(report))
    if not report.has_cores:
        yield (
            f"Replicas and server share {report.machine.cores} cores here. One replica and the server keep"
            " them busy, so that a second one adds its own cost and no core to bear it: what two of them do"
            " to one says nothing of machines of their own."
        )
    yield "## One replica, beside a raw commit and beside SQLite"
    yield "Medians over the rounds, and in brackets the least and the most."
    yield table(("cell", *_ONE), _figures(report, (*_ALONE, *BESIDE), _ONE))
    yield "## Several replicas on one database"
    yield table(("cell", *_SEVERAL), _figures(report, _SHARED, _SEVERAL))
    yield "## How it was measured"
    yield "\n".join(f"- {each}" for each in _method(report))
    yield "## Measure again"
    yield (
        "```sh\nmake bench-postgres          # all of it, and this page\n"
        "make bench-postgres QUICK=1  # a first look of a minute, which leaves this page alone\n```"
    )


def _machine(report: Report) -> str:
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    words = (
        f"Measured on {report.measured_on} at revision {report.revision} in {report.minutes:.0f} minutes:"
        f" {report.rounds} rounds on a machine with {machine.cores} cores ({machine.processor}),"
        f" {machine.system}, Python {machine.python}, {report.server}, SQLite {machine.sqlite}; {libraries}."
    )
    return words + disturbed(report.load)


def _goals(report: Report) -> list[tuple[str, ...]]:
    return [(each.goal, each.wanted, each.figure, each.said, each.by) for each in verdicts(report)]


def _figures(
    report: Report, cells: tuple[str, ...], names: dict[str, tuple[str, int]]
) -> list[tuple[str, ...]]:
    found = {row.cell: row.figures for row in report.rows}
    return [
        (WORDS[cell], *(of(found[cell].get(name), digits) for name, digits in names.values()))
        for cell in cells
        if cell in found
    ]


def _missing(report: Report) -> Iterator[str]:
    for row in report.rows:
        yield from (f"No figures of {row.cell}: {error.splitlines()[-1]}" for error in row.errors)


def _method(report: Report) -> Iterator[str]:
    where = (
        "It was started for this, as it comes: `fsync`, `full_page_writes` and `synchronous_commit` are on."
        " Its data lies on the same disk as the files of SQLite; it is reached by a socket of this machine."
    )
    yield f"**The server**: {where if report.ours else 'one that ran already, as its owner has set it up.'}"
    yield (
        "In each round every cell has its turn once, in processes of its own and on a database of its own,"
        f" for {report.seconds:g} s. A round begins at another cell than the one before it. *× raw*, *p50 to"
        " raw* and *× one* are taken within a round."
    )
    yield (
        "**Raw asyncpg**: a row of 180 bytes with two unique keys a commit, on one connection. **Raw"
        " SQLite**: the same with WAL and `synchronous = FULL`."
    )
    yield (
        "**The log**: each caller walks a call of 33 appends with 46 events of its own and 5 of its"
        " complaint: `decide`, `evolve`, and `append` with sealing, chain, cause, views and notices, over the"
        " store as a bot opens it that shares it; callers of one replica share its one writing connection and"
        " each commit. *p50* and *p99* are those of an append as its caller sees it. **Through the door** it"
        " is `SessionService.handle`, with all that it asks and checks: a tap, without Telegram."
    )
    yield (
        "**Replicas** are processes that were started one after the other and let go together; their callers"
        " walk different calls. *CPU* is that of the replicas, with `decide` and `evolve`; *server* is that"
        " of all processes of the server."
    )
