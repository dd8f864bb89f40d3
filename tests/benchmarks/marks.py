"""What a row's figures are not to be taken for."""

from typing import Final

from tests.benchmarks.report import Row

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
