"""How a run is measured, in the words of the page."""

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.report import Report

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


def systems() -> Iterator[str]:
    """Yield what is measured."""
    for names, words in _SYSTEMS.items():
        yield f"**{names}**: {words}"


def rules(report: Report) -> Iterator[str]:
    """Yield the rules of a run."""
    yield from _clock_and_network(report)
    yield from _figures()


def _clock_and_network(report: Report) -> Iterator[str]:
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


def _figures() -> Iterator[str]:
    yield (
        "The peers run as their documentation has them, with Python's defaults. `hejie run` itself tunes"
        " Python's garbage collector (`bot/garbage.py`): it leaves what was made at the start out of"
        " collections and collects more seldom. It is measured as it runs, so that this is part of its lead."
    )
    yield (
        "The revision is the commit that was measured, with a plus sign when files of the bot or of this"
        " benchmark differed from it."
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
