"""The real program with a webhook: strangers knock in every wrong way while a person's call goes on."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.serving import allow_open_files
from dialogs.cards import Verb
from storage.keyring import Keyring
from storage.keys_file import write_new
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside
from tests.bot.telegram.delivering import Line, line, request
from tests.kill.bodies import PATIENCE, ROOT
from tests.kill.child import ADMIN
from tests.kill.crowd import free_port
from tests.kill.ledger import read_log
from tests.kill.script import NEW, WALK, Say, Tap
from tests.kill.town import TOKEN, Town
from tests.kill.walk import LOOK_SECONDS

pytestmark = pytest.mark.kill
SECRET = "a-secret-of-the-knocks"
MEGABYTE = 1024 * 1024
MANY = 1000
SLOWEST = 10.0
"""Seconds for a step of the call on a busy machine; on an idle one it takes some hundredths."""
LONGEST = 25.0
"""Seconds; the slowest refusal, of a head that does not come, takes ten."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program, as `hejie run` starts it."""

    place: Town
    log: Path
    address: str

    async def until_ready(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not self.place.store.setting("webhook"):
                await self.place.change(LOOK_SECONDS)

    async def noted(self) -> int:
        """Let the admin write something in the call, and return how many events it has once that is one."""
        before = len(read_log(self.log).stream("session"))
        await takes(self.place, Say("记下来"))
        async with asyncio.timeout(PATIENCE):
            while (events := len(read_log(self.log).stream("session"))) == before:
                await self.place.change(LOOK_SECONDS)
        return events


@asynccontextmanager
async def program(place: Town, folder: Path) -> AsyncIterator[Program]:
    """Run the program with a webhook, and stop it as whoever supervises it does."""
    port, log = free_port(), folder / "log.db"
    address = f"http://127.0.0.1:{port}"
    settings = {
        "HEJIE_TOKEN": TOKEN,
        "HEJIE_API_URL": place.playground.address,
        "HEJIE_DB": f"sqlite:///{log}",
        "HEJIE_ADMINS": str(ADMIN),
        "HEJIE_MODE": "webhook",
        "HEJIE_WEBHOOK_URL": f"{address}/telegram",
        "HEJIE_WEBHOOK_SECRET": SECRET,
        "HEJIE_LISTEN": f"127.0.0.1:{port}",
    }
    write_new(beside(log, KEYS), Keyring.fresh(date(2026, 11, 28)).text())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEJIE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), **settings},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        started = Program(place, log, address)
        await started.until_ready()
        yield started
    finally:
        process.terminate()
        assert await process.wait() == 0


def button(place: Town, step: Tap) -> tuple[int, str] | None:
    """Return the button for ``step`` on the lowest card."""
    found = [
        (message.message_id, text)
        for message in place.messages(ADMIN)
        for text, read in place.buttons(message)
        if step.fits(read.verb, read.value)
    ]
    return found[-1] if found else None


async def takes(place: Town, step: Say | Tap) -> None:
    """Let the admin say or tap something, once it can be tapped, and see it taken."""
    if isinstance(step, Say):
        await place.playground.do("send", person=ADMIN, text=step.text)
        return
    async with asyncio.timeout(PATIENCE):
        while (found := button(place, step)) is None:
            await place.change(LOOK_SECONDS)
    message, text = found
    done = await place.playground.do("tap", person=ADMIN, message_id=message, data=text)
    async with asyncio.timeout(PATIENCE):
        while not place.answered(str(done["callback_id"])):
            await place.change(LOOK_SECONDS)


async def knocked(address: str, words: bytes, *, waits: bool = False) -> tuple[int, float]:
    """Say something and return the status of the answer, 0 for a closed line, and the seconds it took."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with line(address) as one:
        await one.says(words)
        status = 0 if waits else (await one.hears()).status
        if waits:
            await closed(one)
    return status, loop.time() - begun


async def took(deed: Awaitable[object]) -> float:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await deed
    return loop.time() - begun


async def closed(one: Line) -> None:
    async with asyncio.timeout(LONGEST):
        try:
            while await one.reader.read(MEGABYTE):
                pass
        except ConnectionError:
            return


HEAD = b"POST /telegram HTTP/1.1\r\nHost: hejie\r\n"
KNOCKS = {
    "no secret": (request(secret=None), 401),
    "wrong secret": (request(secret="a-wrong-secret-of-one"), 403),
    "10 MB": (request(b"x" * MEGABYTE, secret=SECRET, length=10 * MEGABYTE), 413),
    "no JSON": (request(b"{nonsense", secret=SECRET), 400),
    "no JSON type": (request(secret=SECRET, kind="text/plain"), 415),
    "slow body": (request(b'{"upd', secret=SECRET, length=100), 408),
    "slow head": (HEAD, 0),
}


def knocks(address: str) -> list[Awaitable[tuple[int, float]]]:
    return [knocked(address, words, waits=not status) for words, status in KNOCKS.values()]


async def test_program_refuses_who_knocks_wrongly_while_a_call_goes_on(place: Town, tmp_path: Path) -> None:
    allow_open_files()
    walk = [step for step in WALK[len(NEW) :] if isinstance(step, Tap) and step.verb is Verb.CHOOSE][:3]
    async with program(place, tmp_path) as running, AsyncExitStack() as many:
        for step in NEW:
            await takes(place, step)
        lines = [await many.enter_async_context(line(running.address)) for _ in range(MANY)]
        for number, each in enumerate(lines):
            await each.says(HEAD if number % 2 else b"")
        refusing = asyncio.gather(*knocks(running.address))
        seconds = [await took(takes(place, step)) for step in walk]
        was_open = sum(each.is_open() for each in lines)
        while not refusing.done():
            seconds.append(await took(running.noted()))
            await asyncio.wait({refusing}, timeout=0.25)
        refusals = dict(zip(KNOCKS, await refusing, strict=True))
        await asyncio.gather(*(closed(each) for each in lines))
        events = await running.noted()

    assert {name: status for name, (status, _) in refusals.items()} == {
        name: status for name, (_, status) in KNOCKS.items()
    }
    assert was_open == MANY
    assert max(slow for _, slow in refusals.values()) < LONGEST
    assert events > len(walk)
    assert max(seconds) < SLOWEST
