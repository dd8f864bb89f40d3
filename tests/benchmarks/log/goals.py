"""The goals of the log, and how far from each a run was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.log.report import Report, Rowed

HEADINGS: Final = ("goal", "wanted", "measured", "", "by")
_PAGE: Final = "first page of /sessions among 1,000,000"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of a cell, and its bound."""

    words: str
    cell: str
    name: str
    bound: float
    least: bool
    """Whether the bound is a least, rather than a most."""
    form: str
    """How the figure is shown."""

    @property
    def wanted(self) -> str:
        """Return the bound in words."""
        return f"{'≥' if self.least else '≤'} {self.form.format(self.bound)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal beside its figure."""

    goal: str
    wanted: str
    figure: str
    met: bool | None
    """None when it was not measured."""
    by: str

    @property
    def said(self) -> str:
        """Return met, missed or neither."""
        return "not measured" if self.met is None else "met" if self.met else "missed"


_EVENTS: Final = "{:,.0f} events/s"
_MS: Final = "{:.2f} ms"
GOALS: Final = (
    Goal("16 callers", "full-16", "events_a_second", 12_000, least=True, form=_EVENTS),
    Goal("256 callers", "full-256", "events_a_second", 25_000, least=True, form=_EVENTS),
    Goal("p99 of an append, 16 callers", "full-16", "p99_ms", 3, least=False, form=_MS),
    Goal(
        "an append of one caller to a raw commit", "full-1", "wait_to_raw", 2.2, least=False, form="{:.2f} ×"
    ),
    Goal("10 ms on each fsync, 16 callers", "slow-16", "events_a_second", 800, least=True, form=_EVENTS),
    Goal("10 ms on each fsync, 64 callers", "slow-64", "events_a_second", 2_500, least=True, form=_EVENTS),
    Goal(
        "live calls alone to the same in a grown log", "grown-64", "growth", 1.3, least=False, form="{:.2f} ×"
    ),
    Goal("loading a call of 50 events", "reading", "load_ms", 0.5, least=False, form=_MS),
    Goal("verifying the grown log", "reading", "verified_a_second", 200_000, least=True, form=_EVENTS),
    Goal("memory of 10,000 open calls", "memory-all", "mb_of_10000", 100, least=False, form="{:.0f} MB"),
)


def verdicts(report: Report) -> tuple[Verdict, ...]:
    """Return every goal beside what this run found."""
    return tuple(_verdicts(report))


def missed(report: Report) -> tuple[Verdict, ...]:
    """Return the goals that this run missed."""
    return tuple(each for each in verdicts(report) if each.met is False)


def beside(goals: Sequence[Goal], run: Rowed) -> Iterator[Verdict]:
    """Give these goals beside what a run found."""
    for goal in goals:
        found = run.figure(goal.cell, goal.name)
        yield judged(goal, None if found is None else found.median)


def _verdicts(report: Report) -> Iterator[Verdict]:
    yield from beside(GOALS, report)
    lists = report.lists
    page = Goal(_PAGE, "", "", 20, least=False, form=_MS)
    yield judged(page, None if lists is None else lists.first_page_ms.median)


def judged(goal: Goal, figure: float | None) -> Verdict:
    """Return how far ``figure`` is from ``goal``."""
    if figure is None:
        return Verdict(goal.words, goal.wanted, "", None, "")
    better = figure / goal.bound - 1 if goal.least else 1 - figure / goal.bound
    by = f"{abs(better) * 100:.0f} % {'better' if better >= 0 else 'short'}"
    return Verdict(goal.words, goal.wanted, goal.form.format(figure), better >= 0, by)
