"""The whole bot on the playground, counted: what people do is what the metrics say."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest

from bot.assemble import pages_of
from bot.playground.json_values import Json, JsonObject
from bot.serving import serving
from bot.settings import Listen, Settings
from bot.trial import playground
from tests.bot.counting import Samples, changed, samples

AGENT, STRANGER = 7001, 7099
IN_TIME = 20.0
WALKED = ("hejie_taps", "hejie_refusals", "hejie_appends", "hejie_append_seconds_count", "hejie_updates")
"""What depends on people alone; how often the bot polls and edits does not."""
Found = TypeVar("Found")


@dataclass(slots=True)
class Walk:
    """People on a playground, and a scraper beside the bot."""

    playground: str
    metrics: str
    http: aiohttp.ClientSession
    sides: list[bytes] = field(default_factory=list)

    async def does(self, deed: str, person: int, **fields: Json) -> None:
        """Do something as a person, and wait until the bot has acknowledged it."""
        body = {"person": person, **fields}
        async with self.http.post(f"{self.playground}/chat/{deed}", json=body) as answer:
            assert answer.status == 200, await answer.text()
        await self.until(self._none_waits)

    async def taps(self, label: str) -> tuple[int, str]:
        """Tap the agent's newest button with a label; returns the message and the button's data."""
        message, data = await self.until(lambda: self._button(label))
        await self.does("tap", AGENT, message_id=message, data=data)
        return message, data

    async def scrape(self) -> bytes:
        async with self.http.get(f"{self.metrics}/metrics") as answer:
            assert answer.status == 200
            return await answer.read()

    async def until(self, look: Callable[[], Awaitable[Found | None]]) -> Found:
        """Look again and again, a round trip each time, until something is found."""
        async with asyncio.timeout(IN_TIME):
            while (found := await look()) is None:
                pass
            return found

    async def _look(self, thing: str) -> JsonObject:
        async with self.http.get(f"{self.playground}/chat/{thing}") as answer:
            body: JsonObject = await answer.json()
            return body

    async def _none_waits(self) -> bool | None:
        return None if (await self._look("updates"))["updates"] else True

    async def _button(self, label: str) -> tuple[int, str] | None:
        messages = (await self._look(f"state?person={AGENT}"))["messages"]
        assert isinstance(messages, list)
        for each in reversed(messages):
            assert isinstance(each, dict)
            for said, data in _buttons(each["body"]):
                if label in said:
                    return int(str(each["message_id"])), data
        return None


def _buttons(body: Json) -> list[tuple[str, str]]:
    markup = body.get("reply_markup") if isinstance(body, dict) else None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    flat = (
        [each for row in rows or () if isinstance(row, list) for each in row]
        if isinstance(rows, list)
        else []
    )
    return [(str(each["text"]), str(each["callback_data"])) for each in flat if isinstance(each, dict)]


@asynccontextmanager
async def walking(folder: Path) -> AsyncIterator[Walk]:
    """Run the whole bot on a playground of its own, with its pages beside it."""
    settings = Settings(listen=Listen("127.0.0.1", 0))
    stopping = asyncio.Event()
    async with (
        playground(settings, folder, by_hand=False) as (address, bot),
        serving(pages_of(bot.face), "127.0.0.1", 0) as pages,
        aiohttp.ClientSession() as http,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(bot.face.serve(stopping))
        try:
            yield Walk(address, pages, http)
        finally:
            stopping.set()


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path) as walk:
        yield walk


def of_people(found: Samples) -> dict[str, float]:
    return {name: value for name, value in found.items() if name.startswith(WALKED)}


async def test_taps_refusals_appends_and_updates_of_a_walk_are_counted(walk: Walk) -> None:
    await walk.does("send", AGENT, text="/start")
    before = await walk.scrape()

    await walk.taps("新来电")
    await walk.taps("其他")
    message, first = await walk.taps("知道了")
    await walk.taps("核对一致")
    await walk.does("forge", AGENT, message_id=message, data=first.rpartition(":")[0] + ":elsewhere")
    await walk.does("send", AGENT, text="/people")
    await walk.does("send", STRANGER, text="你好")

    assert of_people(changed(before, await walk.scrape())) == {
        "hejie_taps_total{verb=new}": 2.0,
        "hejie_taps_total{verb=choose}": 3.0,
        "hejie_refusals_total{reason=stale}": 1.0,
        "hejie_refusals_total{reason=forbidden}": 1.0,
        "hejie_refusals_total{reason=stranger}": 1.0,
        # The tap that came too late is written down as well: that nothing came of it.
        "hejie_appends_total{outcome=new}": samples(before)["hejie_appends_total{outcome=new}"] + 4,
        "hejie_append_seconds_count": samples(before)["hejie_append_seconds_count"] + 4,
        "hejie_updates_total{outcome=taken}": 8.0,
    }


async def test_each_tap_is_answered_by_one_call(walk: Walk) -> None:
    await walk.does("send", AGENT, text="/start")
    await walk.taps("新来电")
    await walk.taps("其他")
    await walk.until(lambda: walk._button("知道了"))

    async def answered() -> bool | None:
        found = samples(await walk.scrape())
        return found.get("hejie_bot_api_calls_total{method=answerCallbackQuery,outcome=done}") == 2.0 or None

    assert await walk.until(answered)


async def test_proposal_that_is_tapped_twice_opens_one_call_and_is_counted_as_repeated(walk: Walk) -> None:
    await walk.does("send", AGENT, text="/start")
    await walk.taps("新来电")
    message, product = await walk.taps("其他")
    before = await walk.scrape()

    await walk.does("forge", AGENT, message_id=message, data=product)

    assert of_people(changed(before, await walk.scrape())) == {
        "hejie_taps_total{verb=new}": 3.0,
        "hejie_appends_total{outcome=repeated}": 1.0,
        "hejie_append_seconds_count": samples(before)["hejie_append_seconds_count"] + 1,
        "hejie_updates_total{outcome=taken}": 4.0,
    }
