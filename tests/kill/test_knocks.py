"""The real program with a webhook: strangers knock in every wrong way while a person's call goes on."""

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.serving import allow_open_files
from dialogs.cards import Verb
from tests.bot.telegram.delivering import Line, line, request
from tests.kill.script import NEW, WALK, Tap
from tests.kill.started import SECRET, SLOWEST, program, takes
from tests.kill.town import Town

pytestmark = pytest.mark.kill
MEGABYTE = 1024 * 1024
MANY = 1000
LONGEST = 25.0
"""Seconds; the slowest refusal, of a head that does not come, takes ten."""


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
