"""The goals, and how far from each a run was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.marks import marks
from tests.benchmarks.report import Report, Row

OURS: Final = ("hejie-polling", "hejie-webhook")
PEERS: Final = ("ptb-sequential", "ptb-concurrent", "dialog-polling", "dialog-webhook")
DIALOG: Final = ("dialog-polling", "dialog-webhook")
LATENCIES: Final = (0, 60)
MEMORY: Final = "memory of an open call beyond its events"
HEADINGS: Final = ("goal", "wanted", "system", "measured", "", "by", "marks")
NO_MARK: Final = "–"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal beside its figure."""

    goal: str
    wanted: str
    system: str
    figure: str
    met: bool
    by: str
    """How far it is from the goal."""
    marks: str = ""
    """Of the rows that it was read from, ours first; empty when neither has one."""


def verdicts(report: Report) -> tuple[Verdict, ...]:
    """Return every goal that this run can speak of."""
    judged = [judge(report, system) for judge in _JUDGES for system in OURS]
    return (*(each for group in judged for each in group), *_memory(report))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure of a run, with the rows that it was read from."""

    figure: float
    shown: str
    rows: tuple[Row, ...] = ()

    @property
    def marks(self) -> str:
        found = [marks(row) for row in self.rows]
        return " / ".join(each or NO_MARK for each in found) if any(found) else ""


def _at_least(goal: str, wanted: str, system: str, read: _Reading, least: float) -> Verdict:
    by = _share(read.figure / least - 1)
    return Verdict(goal, wanted, system, read.shown, read.figure >= least, by, read.marks)


def _at_most(goal: str, wanted: str, system: str, read: _Reading, most: float) -> Verdict:
    by = _share(1 - read.figure / most)
    return Verdict(goal, wanted, system, read.shown, read.figure <= most, by, read.marks)


def _share(better: float) -> str:
    return f"{abs(better) * 100:.0f} % {'better' if better >= 0 else 'short'}"


def _full_load(report: Report, system: str) -> Iterator[Verdict]:
    row = report.row(system, 60, 128)
    if row is not None:
        pace = row.figures["taps_a_second"].median
        read = _Reading(pace, f"{pace:.0f}", (row,))
        yield _at_least("taps/s, 128 in flight, 60 ms, durable", "≥ 600", system, read, 600)


def _processor(report: Report, system: str) -> Iterator[Verdict]:
    for wish, most in (("", 1.2), (" (stretch)", 0.8)):
        for many in (1, 32, 128):
            row = report.row(system, 0, many)
            if row is not None:
                cpu = row.figures["cpu"].median
                goal = f"CPU a tap at 0 ms, {many} in flight{wish}"
                yield _at_most(goal, f"≤ {most} ms", system, _Reading(cpu, f"{cpu:.2f} ms", (row,)), most)


def _growth(report: Report, system: str) -> Iterator[Verdict]:
    alone, crowded = (report.row(system, 0, many) for many in (1, 128))
    if alone is not None and crowded is not None:
        growth = (crowded.figures["cpu"].median / alone.figures["cpu"].median - 1) * 100
        by = f"{abs(30 - growth):.0f} points {'better' if growth <= 30 else 'short'}"
        goal, read = "growth of CPU a tap, 1 to 128 in flight", _Reading(growth, "", (alone, crowded))
        yield Verdict(goal, "≤ +30 %", system, f"{growth:+.0f} %", growth <= 30, by, read.marks)


def _ahead(report: Report, system: str) -> Iterator[Verdict]:
    for many in (32, 128):
        leads = list(_leads(report, system, many, PEERS))
        if leads:
            goal = f"taps/s against the best peer, {many} in flight"
            yield _at_least(goal, "ahead", system, min(leads, key=_figure), 1.0)


def _alone(report: Report, system: str) -> Iterator[Verdict]:
    leads = list(_leads(report, system, 1, DIALOG))
    if leads:
        goal = "taps/s against aiogram-dialog, 1 in flight"
        yield _at_least(goal, "≥ 0.8 ×", system, min(leads, key=_figure), 0.8)


def _figure(read: _Reading) -> float:
    return read.figure


def _leads(report: Report, system: str, many: int, peers: Sequence[str]) -> Iterator[_Reading]:
    """Yield how many times as fast as a peer we are, at each latency. Polling meets polling, webhook webhook.

    python-telegram-bot is measured by polling only and meets both.
    """
    for latency in LATENCIES:
        own = report.row(system, latency, many)
        for peer in peers:
            other = report.row(peer, latency, many)
            if own is None or other is None or not _meet(system, peer):
                continue
            lead = own.figures["taps_a_second"].median / other.figures["taps_a_second"].median
            yield _Reading(lead, f"{lead:.2f} × {peer} at {latency} ms", (own, other))


def _meet(system: str, peer: str) -> bool:
    return peer.startswith("ptb") or system.partition("-")[2] == peer.partition("-")[2]


def _tail(report: Report, system: str) -> Iterator[Verdict]:
    found: list[_Reading] = []
    for latency in LATENCIES:
        row = report.row(system, latency, 32)
        if row is not None:
            tail = row.figures["added_p99"].median
            found.append(_Reading(tail, f"{tail:.0f} ms (at {latency} ms)", (row,)))
    if found:
        goal = "p99 that the bot adds, 32 in flight"
        yield _at_most(goal, "≤ 60 ms", system, max(found, key=_figure), 60)


def _memory(report: Report) -> Iterator[Verdict]:
    if report.memory is None:
        return
    beyond = max(report.memory.kb_a_call, 0.0)
    shown = f"{beyond:.1f} KB ({report.memory.growth_kb:.1f} KB with them)"
    yield _at_most(MEMORY, "≤ 5 KB", "hejie-polling", _Reading(beyond, shown), 5)


_JUDGES: Final[Sequence[Callable[[Report, str], Iterator[Verdict]]]] = (
    _full_load,
    _processor,
    _growth,
    _ahead,
    _alone,
    _tail,
)
