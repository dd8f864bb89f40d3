"""The figures as lines for a terminal, and as cells for a page."""

from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

from tests.benchmarks.goals import verdicts
from tests.benchmarks.report import Report, Row
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
BUSY, DISTURBED, REPEATED, FEW = 0.8, 0.1, 0.01, 100
MARKS: Final = {
    "b": "the stand-in was over 80 % busy, so that the system may be faster than this",
    "c": "in some round not all taps could be finished within the time; what was finished in it counts",
    "d": "other programs took over 10 % of the core of the system under test, so that it may be faster",
    "r": "over 1 % of the edits drew the card that stood there already, which Telegram would refuse",
    "f": f"fewer than {FEW} taps in all rounds: read its p99 as the slowest tap",
}


def marks(row: Row) -> str:
    """Return the letters of :data:`MARKS` that hold for a row."""
    held = {
        "b": row.figures["busy"].median > BUSY,
        "c": row.cut > 0,
        "d": row.figures["others"].median > DISTURBED,
        "r": row.figures["repeats"].median > REPEATED,
        "f": row.taps < FEW,
    }
    return "".join(mark for mark, holds in held.items() if holds)


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
        (each.goal, each.wanted, each.system, each.figure, "met" if each.met else "MISSED", each.by)
        for each in verdicts(report)
    ]
    parts += ["goals", *aligned(judged), ""]
    parts += [f"{mark}: {meaning}" for mark, meaning in MARKS.items()]
    parts += [f"one append and fdatasync of 4 KiB on this disk: {_spread(report.append_ms, 3)} ms"]
    return "\n".join(parts) + "\n"


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
