"""Knocking at the endpoint of a webhook over real sockets, byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.serving import Waits, serving
from bot.telegram.deeds import AnswerTap, Deed
from bot.telegram.webhook import Endpoint, Limits, webhook_pages
from tests.bot.telegram.driving import AGENT, CALL

SECRET = "Abcdefghij_-0123"
PATH = "/telegram"
UPDATE = {"update_id": 7}
IN_TIME = 10.0
"""Seconds; far more than anything here takes, so that what hangs fails."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, words: bytes) -> None:
        self.writer.write(words)
        await self.writer.drain()

    async def hears(self) -> Answered:
        """Return the next answer."""
        async with asyncio.timeout(IN_TIME):
            first, *fields = (await self.reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            pairs = (each.partition(": ") for each in fields)
            headers = {name.lower(): value for name, _, value in pairs}
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answered(int(first.split()[1]), headers, body)

    async def ended(self) -> bool:
        """Wait until the server closes the connection; whatever it still says is dropped."""
        try:
            async with asyncio.timeout(IN_TIME):
                while await self.reader.read(65536):
                    pass
        except ConnectionError:
            pass
        except TimeoutError:
            return False
        return True

    def is_open(self) -> bool:
        return not self.reader.at_eof() and self.reader.exception() is None


@asynccontextmanager
async def line(address: str) -> AsyncIterator[Line]:
    """Open a connection."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def request(
    body: bytes | None = None,
    *,
    method: str = "POST",
    path: str = PATH,
    secret: str | None = SECRET,
    kind: str | None = "application/json",
    length: int | None = None,
) -> bytes:
    """Return a request; ``length`` is what its head says of the body, if that is to be a lie."""
    body = json.dumps(UPDATE).encode() if body is None else body
    fields = [f"{method} {path} HTTP/1.1", "Host: hejie"]
    fields += [f"X-Telegram-Bot-Api-Secret-Token: {secret}"] if secret is not None else []
    fields += [f"Content-Type: {kind}"] if kind is not None else []
    fields += [f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*fields, "", ""]).encode() + body


def tap(choice: str = "goes-on", turn: int = 1) -> bytes:
    """A delivery of a tap on the card of the call."""
    person = {"id": AGENT, "is_bot": False, "first_name": "虚构"}
    update = {
        "update_id": 41,
        "callback_query": {
            "id": "4100",
            "from": person,
            "message": {"message_id": 9, "chat": {"id": AGENT, "type": "private"}, "date": 0},
            "chat_instance": "1",
            "data": f"1:{CALL}:{turn}:ch:{choice}",
        },
    }
    return request(json.dumps(update).encode())


async def knock(address: str, words: bytes) -> Answered:
    """Send one request over a connection of its own and return the answer."""
    async with line(address) as one:
        await one.says(words)
        return await one.hears()


async def nothing(raw: object) -> tuple[Deed, ...]:
    return ()


@dataclass(slots=True)
class Takes:
    """An intake that does what a test says, and remembers what came."""

    do: Callable[[object], Awaitable[tuple[Deed, ...]]] = nothing
    came: list[object] = field(default_factory=list)

    async def take(self, raw: object) -> tuple[Deed, ...]:
        self.came.append(raw)
        return await self.do(raw)


@dataclass(slots=True)
class Gate:
    """Somewhere to wait until a test lets go."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, raw: object = None) -> tuple[Deed, ...]:
        self.reached.set()
        await self.let_go.wait()
        return ()


def said(answer: AnswerTap) -> bytes:
    return json.dumps({"answers": answer.query}).encode()


def endpoint(
    intake: Takes | None = None,
    limits: Limits | None = None,
    done: list[tuple[Deed, ...]] | None = None,
    kind: type[Endpoint] = Endpoint,
) -> Endpoint:
    started = done if done is not None else []
    return kind(
        secret=SECRET,
        intake=intake or Takes(),
        do=started.append,
        reply=said,
        limits=limits or Limits(),
    )


async def always() -> bool:
    return True


@asynccontextmanager
async def served(
    one: Endpoint, waits: Waits | None = None, ready: Callable[[], Awaitable[bool]] = always
) -> AsyncIterator[str]:
    """Serve an endpoint on a free port of this machine and give its address."""
    async with serving(webhook_pages(PATH, one, ready), "127.0.0.1", 0, waits=waits) as address:
        yield address
