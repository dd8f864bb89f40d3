"""The goals, and how far from each a run was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.report import Report

OURS: Final = ("hejie-polling", "hejie-webhook")
PEERS: Final = ("ptb-sequential", "ptb-concurrent", "dialog-polling", "dialog-webhook")
DIALOG: Final = ("dialog-polling", "dialog-webhook")
LATENCIES: Final = (0, 60)


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


def verdicts(report: Report) -> tuple[Verdict, ...]:
    """Return every goal that this run can speak of."""
    judged = [judge(report, system) for judge in _JUDGES for system in OURS]
    return (*(each for group in judged for each in group), *_memory(report))


def _at_least(goal: str, wanted: str, system: str, figure: float, least: float, shown: str) -> Verdict:
    return Verdict(goal, wanted, system, shown, figure >= least, _share(figure / least - 1))


def _at_most(goal: str, wanted: str, system: str, figure: float, most: float, shown: str) -> Verdict:
    return Verdict(goal, wanted, system, shown, figure <= most, _share(1 - figure / most))


def _share(better: float) -> str:
    return f"{abs(better) * 100:.0f} % {'better' if better >= 0 else 'short'}"


def _figure(report: Report, system: str, latency: int, in_flight: int, name: str) -> float | None:
    row = report.row(system, latency, in_flight)
    return None if row is None else row.figures[name].median


def _full_load(report: Report, system: str) -> Iterator[Verdict]:
    figure = _figure(report, system, 60, 128, "taps_a_second")
    if figure is not None:
        goal = "taps/s, 128 in flight, 60 ms, durable"
        yield _at_least(goal, "≥ 600", system, figure, 600, f"{figure:.0f}")


def _processor(report: Report, system: str) -> Iterator[Verdict]:
    found = [(_figure(report, system, 0, many, "cpu"), many) for many in (1, 32, 128)]
    measured = [(cpu, many) for cpu, many in found if cpu is not None]
    if measured:
        cpu, many = max(measured)
        goal, shown = "CPU a tap at 0 ms, the dearest", f"{cpu:.2f} ms ({many} in flight)"
        yield _at_most(goal, "≤ 1.2 ms", system, cpu, 1.2, shown)
        yield _at_most(f"{goal} (stretch)", "≤ 0.8 ms", system, cpu, 0.8, shown)


def _growth(report: Report, system: str) -> Iterator[Verdict]:
    alone, crowded = (_figure(report, system, 0, many, "cpu") for many in (1, 128))
    if alone is not None and crowded is not None:
        growth = (crowded / alone - 1) * 100
        by = f"{abs(30 - growth):.0f} points {'better' if growth <= 30 else 'short'}"
        yield Verdict(
            "growth of CPU a tap, 1 to 128 in flight", "≤ +30 %", system, f"{growth:+.0f} %", growth <= 30, by
        )


def _ahead(report: Report, system: str) -> Iterator[Verdict]:
    for many in (32, 128):
        leads = list(_leads(report, system, many, PEERS))
        if leads:
            lead, shown = min(leads)
            goal = f"taps/s against the best peer, {many} in flight"
            yield _at_least(goal, "ahead", system, lead, 1.0, shown)


def _alone(report: Report, system: str) -> Iterator[Verdict]:
    leads = list(_leads(report, system, 1, DIALOG))
    if leads:
        lead, shown = min(leads)
        yield _at_least("taps/s against aiogram-dialog, 1 in flight", "≥ 0.8 ×", system, lead, 0.8, shown)


def _leads(report: Report, system: str, many: int, peers: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Yield how many times as fast as a peer we are, at each latency. Polling meets polling, webhook webhook.

    python-telegram-bot is measured by polling only and meets both.
    """
    for latency in LATENCIES:
        own = _figure(report, system, latency, many, "taps_a_second")
        for peer in peers:
            other = _figure(report, peer, latency, many, "taps_a_second")
            if own is None or other is None or not _meet(system, peer):
                continue
            yield own / other, f"{own / other:.2f} × {peer} at {latency} ms"


def _meet(system: str, peer: str) -> bool:
    return peer.startswith("ptb") or system.partition("-")[2] == peer.partition("-")[2]


def _tail(report: Report, system: str) -> Iterator[Verdict]:
    found = [(_figure(report, system, latency, 32, "added_p99"), latency) for latency in LATENCIES]
    measured = [(tail, latency) for tail, latency in found if tail is not None]
    if measured:
        tail, latency = max(measured)
        goal, shown = "p99 that the bot adds, 32 in flight", f"{tail:.0f} ms (at {latency} ms)"
        yield _at_most(goal, "≤ 60 ms", system, tail, 60, shown)


def _memory(report: Report) -> Iterator[Verdict]:
    if report.memory is None:
        return
    figure = report.memory.kb_a_call
    goal = "memory of an open call beyond its events"
    yield _at_most(goal, "≤ 5 KB", "hejie-polling", max(figure, 0.0), 5, f"{figure:.1f} KB")


_JUDGES: Final[Sequence[Callable[[Report, str], Iterator[Verdict]]]] = (
    _full_load,
    _processor,
    _growth,
    _ahead,
    _alone,
    _tail,
)
