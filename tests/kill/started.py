"""The real program, as `hejie run` starts it, with people who write and tap, and commands beside it."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from dialogs.cards import Verb
from dialogs.decide.moves import UNREAD
from storage.keyring import Keyring
from storage.keys_file import write_new
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside
from tests.kill.bodies import PATIENCE, ROOT
from tests.kill.child import ADMIN, FIVE_STEPS
from tests.kill.crowd import free_port
from tests.kill.ledger import read_log
from tests.kill.script import Say, Tap
from tests.kill.town import TOKEN, Town
from tests.kill.walk import LOOK_SECONDS

SECRET: Final = "a-secret-of-the-knocks"
SLOWEST: Final = 10.0
"""Seconds for a step of a call on a busy machine; on an idle one it takes some hundredths."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program under way."""

    place: Town
    log: Path
    address: str
    environment: Mapping[str, str]
    process: Process

    async def until_ready(self, *, delivered: bool) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (
                self.place.store.setting("webhook") or (not delivered and "getUpdates" in self._asked)
            ):
                await self.place.change(LOOK_SECONDS)

    @property
    def _asked(self) -> list[str]:
        return self.place.watch.log

    async def noted(self) -> int:
        """Let the admin write something in the call, and return how many events it has once that is one."""
        before = len(read_log(self.log).stream("session"))
        await takes(self.place, Say("记下来"))
        async with asyncio.timeout(PATIENCE):
            while (events := len(read_log(self.log).stream("session"))) == before:
                await self.place.change(LOOK_SECONDS)
        return events

    async def commands(self, *arguments: str) -> tuple[int, str]:
        """Run a command of the command line beside the program; returns exit code and output."""
        return await commanded(self.environment, self.log.parent, *arguments)


async def commanded(
    environment: Mapping[str, str],
    folder: Path,
    *arguments: str,
    patience: float = PATIENCE,
    errors: int = DEVNULL,
) -> tuple[int, str]:
    """Run a command of the command line, which has ``patience`` seconds; returns exit code and output.

    What it says of errors goes to ``errors``, which may be its output, too.
    """
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environment, stdout=PIPE, stderr=errors
    )
    async with asyncio.timeout(patience):
        out, _ = await command.communicate()
    return command.returncode or 0, out.decode()


@asynccontextmanager
async def program(place: Town, folder: Path, *, delivered: bool = True) -> AsyncIterator[Program]:
    """Run the program, and stop it as whoever supervises it does, unless it was killed meanwhile.

    Updates are ``delivered`` to its webhook, or it polls.
    """
    port, log = free_port(), folder / "log.db"
    address = f"http://127.0.0.1:{port}"
    settings = {
        "HEJIE_TOKEN": TOKEN,
        "HEJIE_API_URL": place.playground.address,
        "HEJIE_DB": f"sqlite:///{log}",
        "HEJIE_ADMINS": str(ADMIN),
        "HEJIE_LISTEN": f"127.0.0.1:{port}",
        "HEJIE_LIBRARY": str(FIVE_STEPS),  # to read all that are shipped takes a second at each start
    }
    if delivered:
        settings |= {
            "HEJIE_MODE": "webhook",
            "HEJIE_WEBHOOK_URL": f"{address}/telegram",
            "HEJIE_WEBHOOK_SECRET": SECRET,
        }
    if not beside(log, KEYS).exists():
        write_new(beside(log, KEYS), Keyring.fresh(date(2026, 11, 28)).text())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEJIE_")}
    environment = {**inherited, "PYTHONPATH": str(ROOT), **settings}
    place.watch.log.clear()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stderr=DEVNULL
    )
    started = Program(place, log, address, environment, process)
    try:
        await started.until_ready(delivered=delivered)
        yield started
    finally:
        if process.returncode is None:
            process.terminate()
            assert await process.wait() == 0


class Button(NamedTuple):
    """A button as somebody sees it; it can be tapped though the card has been drawn anew since."""

    message: int
    revision: int
    data: str


async def sees(place: Town, step: Tap, person: int = ADMIN) -> Button:
    """Return the button for ``step`` on the lowest card, once it stands there."""
    async with asyncio.timeout(PATIENCE):
        while not (found := _buttons(place, step, person)):
            await place.change(LOOK_SECONDS)
    return found[-1]


def _buttons(place: Town, step: Tap, person: int) -> list[Button]:
    return [
        Button(message.message_id, message.revision, text)
        for message in place.messages(person)
        for text, read in place.buttons(message)
        if step.fits(read.verb, read.value)
    ]


async def taps(place: Town, button: Button, person: int = ADMIN) -> str:
    """Let somebody tap what they saw, and see it answered; returns the tap."""
    message, revision, text = button
    done = await place.playground.do("stale", person=person, message_id=message, revision=revision, data=text)
    tap = str(done["callback_id"])
    async with asyncio.timeout(PATIENCE):
        while not place.answered(tap):
            await place.change(LOOK_SECONDS)
    return tap


async def takes(place: Town, step: Say | Tap, person: int = ADMIN) -> None:
    """Let somebody say or tap something, once it can be tapped and was read, and see it taken."""
    if isinstance(step, Say):
        await place.playground.do("send", person=person, text=step.text)
        return
    await sees(place, step, person)
    if step.verb is Verb.CHOOSE:  # only such a tap is taken for half of a double one
        await asyncio.sleep(UNREAD.total_seconds())
    await taps(place, await sees(place, step, person), person)
