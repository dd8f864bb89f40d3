"""The figures as lines for a terminal, and as cells for a page."""

from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

from tests.benchmarks.goals import HEADINGS, verdicts
from tests.benchmarks.marks import MARKS, marks
from tests.benchmarks.report import Memory, Report, Row
from tests.benchmarks.statistics import Spread

HEADS: Final = (
    "system",
    "taps/s",
    "CPU ms/tap",
    "p50 ms",
    "p99 ms",
    "added p50",
    "added p99",
    "stand-in",
    "taps",
    "marks",
)


def cells_of(row: Row) -> tuple[str, ...]:
    """Return a row's figures as they are shown: the median, then the least and the most."""
    if not row.figures:
        return (row.cell.system, "no figure: the counts did not agree", *("" for _ in HEADS[2:]))
    figures = row.figures
    return (
        row.cell.system,
        _spread(figures["taps_a_second"], 0),
        _spread(figures["cpu"], 2),
        _spread(figures["p50"], 1),
        _spread(figures["p99"], 1),
        _spread(figures["added_p50"], 1),
        _spread(figures["added_p99"], 1),
        f"{figures['busy'].median * 100:.0f} %",
        str(row.taps),
        marks(row),
    )


def _spread(spread: Spread, digits: int) -> str:
    return f"{spread.median:.{digits}f} ({spread.least:.{digits}f}–{spread.most:.{digits}f})"


def groups(report: Report) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return the rows by latency and number in flight, each group with its heading."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in report.rows:
        heading = f"{row.cell.latency_ms} ms, {row.cell.in_flight} in flight"
        found.setdefault(heading, []).append(cells_of(row))
    return list(found.items())


def text(report: Report) -> str:
    """Return all that was found, as lines for a terminal."""
    parts: list[str] = []
    for heading, rows in groups(report):
        parts += [heading, *aligned([HEADS, *rows]), ""]
    judged = [
        (
            each.goal,
            each.wanted,
            each.system,
            each.figure,
            "met" if each.met else "MISSED",
            each.by,
            each.marks,
        )
        for each in verdicts(report)
    ]
    parts += ["goals", *aligned([HEADINGS, *judged]), ""]
    if report.memory is not None:
        parts += [f"memory: {memory_in_words(report.memory)}"]
    parts += [f"{mark}: {meaning}" for mark, meaning in MARKS.items()]
    parts += [f"one append and fdatasync of 4 KiB on this disk: {_spread(report.append_ms, 3)} ms"]
    return "\n".join(parts) + "\n"


def memory_in_words(memory: Memory) -> str:
    """Say what an open call costs, with and without its events."""
    return (
        f"with {memory.few} open calls of {memory.events} events each, and two taps on each, the process held"
        f" {memory.few_kb / 1024:.1f} MB, with {memory.many} it held {memory.many_kb / 1024:.1f} MB: it grows"
        f" by {memory.growth_kb:.1f} KB a call. The {memory.events} events of a call have"
        f" {memory.event_bytes:.0f} bytes as they are stored: less these, it is {memory.kb_a_call:.1f} KB an"
        " open call beyond its events."
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return lines whose columns stand under each other."""
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _columns(cell: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in cell)
