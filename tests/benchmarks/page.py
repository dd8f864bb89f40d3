"""The page of figures, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator
from typing import Final

from docs.sources import table
from tests.benchmarks.goals import HEADINGS, verdicts
from tests.benchmarks.marks import MARKS
from tests.benchmarks.method import rules, systems
from tests.benchmarks.pages import Page
from tests.benchmarks.report import Report
from tests.benchmarks.table import HEADS, groups, memory_in_words


def _parts(report: Report) -> Iterator[str]:
    yield (
        "One tap is a callback query that the bot answers with `answerCallbackQuery` and"
        " `editMessageText`: a card of about 250 Chinese characters in HTML and 8 buttons, the same for"
        " every system. All of them are measured beside one another in one run, on one core each,"
        " against a stand-in for the Bot API on another core of the same machine."
    )
    yield f"{_machine(report)}"
    yield "## Goals"
    yield table(
        HEADINGS,
        [
            (
                each.goal,
                each.wanted,
                each.system,
                each.figure,
                "met" if each.met else "**missed**",
                each.by,
                each.marks,
            )
            for each in verdicts(report)
        ],
    )
    yield (
        "The marks are those of the rows that a goal was read from, explained below the figures; where there"
        " are two rows, that of this bot, or of 1 in flight, comes first."
    )
    yield _commit(report)
    if report.memory is not None:
        yield f"**Memory.** {_begun(memory_in_words(report.memory))}"
    yield "## Figures"
    yield "Medians over the rounds, and in brackets the least and the most."
    for heading, rows in groups(report):
        yield f"### {heading}"
        yield table(HEADS, rows)
    yield "Marks: " + "; ".join(f"**{mark}** {meaning}" for mark, meaning in MARKS.items()) + "."
    yield from _how(report)


def _machine(report: Report) -> str:
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    return (
        f"Measured on {report.measured_on} at revision {report.revision} in {report.minutes:.1f} minutes:"
        f" {report.rounds} rounds on a"
        f" machine with {machine.cores} cores ({machine.processor}), {machine.system}, Python"
        f" {machine.python}, SQLite {machine.sqlite}; {libraries}."
    )


def _commit(report: Report) -> str:
    append = report.append_ms
    words = (
        "**The price of one durable commit.** Appending 4 KiB to a file and `fdatasync` took"
        f" {append.median:.2f} ms on this disk ({append.least:.2f}–{append.most:.2f} over the rounds)."
    )
    alone = [
        row for row in report.rows if row.figures and row.cell.in_flight == 1 and not row.cell.latency_ms
    ]
    ours = [
        f"{row.figures['p50'].median:.2f} ms by {row.cell.system}"
        for row in alone
        if "hejie" in row.cell.system
    ]
    if not ours:
        return words
    took = " and ".join(ours)
    return f"{words} A whole tap of this bot, one in flight at 0 ms, took {took}; the peers write nothing."


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _how(report: Report) -> Iterator[str]:
    yield "## How it was measured"
    yield "\n".join(f"- {each}" for each in (*systems(), *rules(report)))
    yield "## Measure again"
    yield (
        "```sh\nmake bench          # all of it, and this page\n"
        "make bench QUICK=1  # a first look, which leaves this page alone\n```"
    )


PAGE: Final = Page("performance", "How fast a tap is", "bench", Report, _parts)
