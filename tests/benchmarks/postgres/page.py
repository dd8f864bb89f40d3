"""The page of the figures of PostgreSQL, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator
from typing import Final

from docs.sources import table
from tests.benchmarks.log.goals import HEADINGS, beside
from tests.benchmarks.log.tables import MEDIANS, conditions, judged, measured, missing
from tests.benchmarks.pages import Page
from tests.benchmarks.postgres.cells import BESIDE, CELLS, WORDS
from tests.benchmarks.postgres.report import GOALS, Report
from tests.benchmarks.table import aligned

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
_SHARED: Final = {name: WORDS[name] for name in CELLS if f"{name.partition('-by-')[0]}-by-2" in CELLS}
_ALONE: Final = {
    name: words
    for name, words in WORDS.items()
    if name in BESIDE or (CELLS[name].replicas == 1 and "door" not in name)
}


def text(report: Report) -> str:
    """Return all that was found, as lines for a terminal."""
    parts = [["goals", *aligned([HEADINGS, *judged(beside(GOALS, report))])]]
    parts += [aligned([("cell", *_ONE), *measured(report, _ALONE, _ONE)])]
    parts += [aligned([("cell", *_SEVERAL), *measured(report, _SHARED, _SEVERAL)])]
    parts += [list(missing(report))]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield conditions(report, report.server)
    yield "## Goals"
    yield table(HEADINGS, judged(beside(GOALS, report)))
    if not report.has_cores:
        yield (
            f"Replicas and server share {report.machine.cores} cores here. One replica and the server keep"
            " them busy, so that a second one adds its own cost and no core to bear it: what two of them do"
            " to one says nothing of machines of their own."
        )
    yield "## One replica, beside a raw commit and beside SQLite"
    yield MEDIANS
    yield table(("cell", *_ONE), measured(report, _ALONE, _ONE))
    yield "## Several replicas on one database"
    yield table(("cell", *_SEVERAL), measured(report, _SHARED, _SEVERAL))
    yield "## How it was measured"
    yield "\n".join(f"- {each}" for each in _method(report))
    yield "## Measure again"
    yield (
        "```sh\nmake bench-postgres          # all of it, and this page\n"
        "make bench-postgres QUICK=1  # a first look of a minute, which leaves this page alone\n```"
    )


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


PAGE: Final = Page(
    "postgres-performance", "How fast the log is in PostgreSQL", "bench-postgres", Report, _parts
)
