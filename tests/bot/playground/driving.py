"""A playground that a test drives from both sides: the bot's calls and the people's deeds."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.playground.faults import FaultPlan
from bot.playground.hub import Hub
from bot.playground.json_values import Json, JsonObject, encode
from bot.playground.server import create_app, hub_of
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.webhook import TELEGRAMS, Pace
from bot.playground.world import DEFAULT_TOKEN

AGENT, SUPERVISOR, STRANGER = 7001, 7002, 7099
KEYBOARD: JsonObject = {"inline_keyboard": [[{"text": "好", "callback_data": "yes"}]]}


@dataclass(slots=True)
class SteppedClock:
    """A clock that only moves when a test says so."""

    now: datetime = field(default_factory=lambda: datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def step(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Playground:
    """One running playground and a client for it."""

    address: str
    clock: SteppedClock
    http: aiohttp.ClientSession
    store: Store
    hub: Hub

    @property
    def bot(self) -> str:
        return f"{self.address}/bot{DEFAULT_TOKEN}"

    async def call(self, method: str, **parameters: Json) -> tuple[int, JsonObject]:
        """Call a method as JSON; returns status and body."""
        async with self.http.post(f"{self.bot}/{method}", json=parameters) as response:
            return response.status, await response.json()

    async def ask(self, method: str, **parameters: Json) -> Json:
        """Call a method that must succeed; returns its result."""
        status, body = await self.call(method, **parameters)
        assert status == 200, body
        return body["result"]

    async def message(self, method: str, **parameters: Json) -> JsonObject:
        """Call a method that must give a Message."""
        result = await self.ask(method, **parameters)
        assert isinstance(result, dict)
        return result

    async def upload(
        self, content: bytes, *, name: str = "note.txt", chat_id: int = AGENT
    ) -> tuple[int, JsonObject]:
        """Call sendDocument as multipart; returns status and body."""
        form = aiohttp.FormData({"chat_id": str(chat_id)}, quote_fields=False)
        form.add_field("document", io.BytesIO(content), filename=name, content_type="text/plain")
        async with self.http.post(f"{self.bot}/sendDocument", data=form) as response:
            return response.status, await response.json()

    async def updates(self, **parameters: Json) -> list[JsonObject]:
        """Call getUpdates, which must succeed."""
        result = await self.ask("getUpdates", **parameters)
        assert isinstance(result, list)
        return result

    async def try_to(self, deed: str, **fields: Json) -> tuple[int, JsonObject]:
        """Do something as a person; returns status and body."""
        body = io.BytesIO(encode(fields).encode())
        async with self.http.post(f"{self.address}/chat/{deed}", data=body) as response:
            return response.status, await response.json()

    async def do(self, deed: str, **fields: Json) -> JsonObject:
        """Do something as a person that must succeed."""
        status, body = await self.try_to(deed, **fields)
        assert status == 200, body
        return body

    async def look(self, thing: str, **query: str | int) -> JsonObject:
        """Look at something as a person."""
        async with self.http.get(f"{self.address}/chat/{thing}", params=query) as response:
            assert response.status == 200
            body: JsonObject = await response.json()
            return body

    async def card(self, person: int = AGENT) -> int:
        """Let a person start and the bot send a card with one button; returns its message id."""
        await self.do("send", person=person, text="/start")
        sent = await self.message("sendMessage", chat_id=person, text="卡片", reply_markup=KEYBOARD)
        assert isinstance(sent["message_id"], int)
        return sent["message_id"]


@asynccontextmanager
async def running(
    path: Path | str = ":memory:",
    clock: SteppedClock | None = None,
    port: int = 0,
    faults: FaultPlan | None = None,
    pace: Pace = TELEGRAMS,
) -> AsyncIterator[Playground]:
    """Run a playground, on a free port unless one is given."""
    time = clock or SteppedClock()
    store = Store(path)
    try:
        app = create_app(store, clock=time, faults=faults, pace=pace)
        async with serve(app, port=port) as address, aiohttp.ClientSession() as http:
            yield Playground(address, time, http, store, hub_of(app))
    finally:
        store.close()
