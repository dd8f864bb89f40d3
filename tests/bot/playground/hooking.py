"""A bot's webhook that a test stands behind: it keeps what comes and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from aiohttp import web

from bot.playground.faults import FaultPlan
from bot.playground.json_values import Json, JsonObject, decode_object
from bot.playground.webhook import Pace
from tests.bot.playground.driving import AGENT, Playground, running

TEN_SECONDS = 10
QUICK = Pace(first=0.001, longest=0.004, timeout=TEN_SECONDS, longest_asked=0.05)
Answer: TypeAlias = Callable[[JsonObject], Awaitable[web.Response]]


async def take(update: JsonObject) -> web.Response:
    """Take any update."""
    del update
    return web.Response()


@dataclass(slots=True)
class Hook:
    """Everything that was delivered, in order; `answer` may be changed at any time."""

    address: str = ""
    answer: Answer = take
    updates: list[JsonObject] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def post(self, request: web.Request) -> web.Response:
        update = decode_object(await request.read())
        self.updates.append(update)
        self.headers.append(dict(request.headers))
        self.connections.add(request.transport)
        async with self.arrived:
            self.arrived.notify_all()
        return await self.answer(update)

    async def has(self, number: int) -> list[JsonObject]:
        """Wait until so many deliveries have come and return all."""
        async with asyncio.timeout(TEN_SECONDS), self.arrived:
            await self.arrived.wait_for(lambda: len(self.updates) >= number)
        return self.updates

    async def texts(self, number: int) -> list[Json]:
        """Wait until so many deliveries have come; return the texts and the data of taps in their order."""
        return [said(update) for update in await self.has(number)]

    def refuse(self, *statuses: int, retry_after: str = "") -> None:
        """Answer with these statuses, one a delivery, and take everything from then on."""
        left = list(statuses)
        headers = {"Retry-After": retry_after} if retry_after else {}

        async def answer(update: JsonObject) -> web.Response:
            del update
            return web.Response(status=left.pop(0), headers=headers) if left else web.Response()

        self.answer = answer

    def reply(self, **fields: Json) -> None:
        """Answer every delivery with a method and its parameters."""

        async def answer(update: JsonObject) -> web.Response:
            del update
            return web.json_response(fields)

        self.answer = answer


def said(update: JsonObject) -> Json:
    """Return the text of an update's message, or the data of its tap."""
    match update:
        case {"message": {"text": text}}:
            return text
        case {"callback_query": {"data": tapped}}:
            return tapped
    raise AssertionError(update)


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    """Serve a hook on a free port."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.post)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def until_empty(playground: Playground, step: float = 0) -> None:
    """Wait until nothing waits for the bot any more; the clock steps so many seconds at each change."""
    async with asyncio.timeout(TEN_SECONDS):
        while playground.store.pending.size() or playground.store.held.size():
            await playground.hub.wait(0.01 if step else TEN_SECONDS)
            playground.clock.step(seconds=step)
            if step:
                playground.hub.changed()


@asynccontextmanager
async def hooked(
    path: Path | str = ":memory:", pace: Pace = QUICK, faults: FaultPlan | None = None, **wish: Json
) -> AsyncIterator[tuple[Playground, Hook]]:
    """Run a playground whose bot has set a webhook, and the webhook."""
    async with listening() as hook, running(path, pace=pace, faults=faults) as playground:
        await playground.ask("setWebhook", url=hook.address, **wish)
        yield playground, hook


async def write(playground: Playground, *texts: str, person: int = AGENT) -> None:
    for text in texts:
        await playground.do("send", person=person, text=text)
