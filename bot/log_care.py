"""The log on the command line: is it what was written, and lists drawn from it again."""

import asyncio
import sys

from bot.settings import Settings
from bot.storing import open_log, read_log
from storage.ports import Verified

_FLAWED = 1


def verify_log(settings: Settings, *, rows: bool) -> int:
    """Read the whole log beside a bot that may be running, saying how far it is; 1 when it is not sound.

    Raises:
        CannotOpenStorageError, KeyringError: it cannot be read; the message says what to do.
    """

    async def verify() -> int:
        async with read_log(settings) as storage:
            found = None if storage.witness is None else await storage.witness.verify(_say_how_far, rows=rows)
        print(file=sys.stderr)
        if found is None:
            print("there is no second place to compare with: start the bot once")
            return _FLAWED
        print(_said(found))
        return _FLAWED if found.flaws else 0

    return asyncio.run(verify())


def rebuild_log(settings: Settings) -> int:
    """Draw every row of the lists from the log again; 0.

    Raises:
        CannotOpenStorageError, KeyringError: it cannot be opened; the message says what to do.
    """

    async def rebuild() -> int:
        async with open_log(settings) as storage:
            print(f"{await storage.upkeep.rebuild():,} events were read, and the lists drawn from them")
        return 0

    return asyncio.run(rebuild())


def _say_how_far(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} events", end="", file=sys.stderr, flush=True)


def _said(found: Verified) -> str:
    what = f"{found.events:,} events in {found.streams:,} streams, {found.checkpoints:,} signed checkpoints"
    if not found.flaws:
        beside = ", causes, keys and lists too" if found.with_rows else ""
        return f"sound: {what}{beside}"
    return "\n".join(["NOT what was written:", *(f"  {flaw}" for flaw in found.flaws), f"read: {what}"])
