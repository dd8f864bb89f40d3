"""The page of figures, made from the JSON beside it and from nothing else."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.benchmarks.goals import verdicts
from tests.benchmarks.report import Memory, Report, from_json
from tests.benchmarks.table import HEADS, MARKS, groups

REFERENCE: Final = Path(__file__).parents[2] / "docs" / "reference"
PAGE, FIGURES = "performance.md", "performance.json"
_SYSTEMS: Final = {
    "hejie-polling, hejie-webhook": (
        "This bot, with its log in a SQLite file that is durable (WAL, `synchronous = FULL`) before a"
        " tap counts. Each person has an open call, prepared through the bot's own services before the"
        " clock starts, and walks it for 30 taps at most; then the next prepared call has its turn."
    ),
    "ptb-sequential, ptb-concurrent": (
        "python-telegram-bot as shipped: `Application`, the stock HTTPX backend, a persistent"
        " `ConversationHandler` of three states, `PicklePersistence`. Its documentation asks for updates"
        " one by one where there is a `ConversationHandler`, which is *sequential*; *concurrent* is the"
        " same with `concurrent_updates(True)`. The handler awaits `query.answer()`, then"
        " `query.edit_message_text()`, as its examples do. Its webhook, which needs an extra, is not"
        " measured: it too hands updates to the same queue."
    ),
    "dialog-polling, dialog-webhook": (
        "aiogram 3 with aiogram-dialog as in its quick start: a `Dialog` of three `Window`s with"
        " `SwitchTo` buttons, `MemoryStorage`. It answers the tap by itself, after the edit. Its webhook"
        " is aiogram's `SimpleRequestHandler` on aiohttp.web. Nothing of it is durable. Like those of"
        " python-telegram-bot, its people walk round the same three cards for as long as the cell lasts."
    ),
}


def page(report: Report) -> str:
    """Return the page in Markdown."""
    return "\n\n".join(_parts(report)) + "\n"


def write(report: Report, figures: bytes, folder: Path = REFERENCE) -> None:
    """Write the JSON and the page into ``folder``."""
    (folder / FIGURES).write_bytes(figures)
    (folder / PAGE).write_text(page(report), encoding="utf-8")


def rewrite(folder: Path = REFERENCE) -> None:
    """Write the page in ``folder`` from the JSON beside it: after a change of words, not of figures."""
    figures = (folder / FIGURES).read_bytes()
    write(from_json(figures), figures, folder)


def _parts(report: Report) -> Iterator[str]:
    yield "# How fast a tap is"
    yield f"<!-- Written by `make bench` from {FIGURES}: measure again instead of changing it. -->"
    yield (
        "One tap is a callback query that the bot answers with `answerCallbackQuery` and"
        " `editMessageText`: a card of about 250 Chinese characters in HTML and 8 buttons, the same for"
        " every system. All of them are measured beside one another in one run, on one core each,"
        " against a stand-in for the Bot API on another core of the same machine."
    )
    yield f"{_machine(report)}"
    yield "## Goals"
    yield _table(
        ("goal", "wanted", "system", "measured", "", "by"),
        [
            (each.goal, each.wanted, each.system, each.figure, "met" if each.met else "**missed**", each.by)
            for each in verdicts(report)
        ],
    )
    yield _commit(report)
    if report.memory is not None:
        yield _memory(report.memory)
    yield "## Figures"
    yield "Medians over the rounds, and in brackets the least and the most."
    for heading, rows in groups(report):
        yield f"### {heading}"
        yield _table(HEADS, rows)
    yield "Marks: " + "; ".join(f"**{mark}** {meaning}" for mark, meaning in MARKS.items()) + "."
    yield from _how(report)


def _machine(report: Report) -> str:
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    return (
        f"Measured on {report.measured_on} in {report.minutes:.1f} minutes: {report.rounds} rounds on a"
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


def _memory(memory: Memory) -> str:
    return (
        f"**Memory.** With {memory.few} open calls of {memory.events} events each, and two taps on each, the"
        f" process held {memory.few_kb / 1024:.1f} MB, with {memory.many} it held"
        f" {memory.many_kb / 1024:.1f} MB; the events of a call have {memory.event_bytes:.0f} bytes as"
        f" they are stored. That is {memory.kb_a_call:.1f} KB an open call beyond its events."
    )


def _how(report: Report) -> Iterator[str]:
    yield "## How it was measured"
    systems = [f"**{names}**: {words}" for names, words in _SYSTEMS.items()]
    yield "\n".join(f"- {each}" for each in (*systems, *_rules(report)))
    yield "## Measure again"
    yield (
        "```sh\nmake bench          # all of it, and this page\n"
        "make bench QUICK=1  # a first look, which leaves this page alone\n```"
    )


def _rules(report: Report) -> Iterator[str]:
    effort = report.effort
    yield (
        f"In each of the {report.rounds} rounds every cell has its turn once; each round begins at another"
        " one. A cell is a fresh process, forked from one that has only imported its program, on the first"
        " core. The stand-in and the people who tap are one process on the last core."
    )
    yield (
        f"First up to {effort.warm_taps} taps or {effort.warm_seconds:g} s to warm up, and up to"
        f" {effort.wave_seconds:g} s more until as many are finished as are in flight; then {effort.taps}"
        f" taps or {effort.seconds:g} s on the clock, whichever ends first. Where that gave fewer than"
        f" {effort.few_taps} taps the clock runs on until there are as many, for {effort.few_seconds:g} s at"
        f" most, and where it gave none, until there is one, for {effort.late_seconds:g} s at most. Then up"
        f" to {effort.drain_seconds:g} s to finish what is under way, off the clock."
    )
    yield (
        "A person taps again as soon as both the answer and the edit of their former tap have arrived at"
        " the stand-in, and taps the first button of that edit: people are at no distance from it."
    )
    yield (
        "The latency of 0 or 60 ms is the network between the bot and the stand-in, there and back: half of"
        " it until a call arrives, and half until its answer is given to the bot. A tap too is on its way"
        " for half of it, so that it reaches the bot just after the answer to the call that drew its card."
    )
    yield (
        "A `getUpdates` is on its way for as long, takes at most 100 updates, and leaves at once when there"
        " is one; what comes in then waits for the next. A webhook has 100 kept connections, each person's"
        " updates one after another; the way there and the way of its 200 take half of the latency each. A"
        " tap may be answered in the 200, which counts if it names that very tap."
    )
    yield (
        "*CPU* is user and system time of the process under test, all its threads, divided by the taps"
        " finished."
    )
    yield (
        "*p50* and *p99* run from the tap to the moment when both its answer and its edit have arrived."
        " *Added* leaves out the network: the way of the last of these two calls; before it the way of the"
        " tap, with that of the `getUpdates` that fetches it from the moment when the bot sends it; and the"
        " way there and back of every other call for that person whose answer the bot had before it sent"
        " the last. Times that overlap are left out once. What is left is the bot's, and so is the wait for"
        " a connection of the webhook that is free."
    )
    yield (
        "After each cell the answers, the edits and, for this bot, the events in the log are compared with"
        " the taps that were sent, and every edit must have 8 buttons. A cell that does not agree is no"
        " figure."
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
