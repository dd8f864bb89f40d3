"""HTTP/1.1 with keep-alive, as little of it as two programs on one machine need of each other."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class UnreadableError(Exception):
    """The other side speaks a kind of HTTP that this reader does not know."""


@dataclass(slots=True)
class Reader:
    """Cuts a stream of bytes into messages: the first line with the head, and the body."""

    _held: bytes = b""

    def feed(self, chunk: bytes) -> list[tuple[bytes, bytes]]:
        """Return the messages that are whole now.

        Raises:
            UnreadableError: a body comes in chunks.
        """
        held = self._held + chunk if self._held else chunk
        whole: list[tuple[bytes, bytes]] = []
        while (end := held.find(_END)) >= 0:
            head = held[:end]
            if _CHUNKED.search(head):
                raise UnreadableError(head.decode("latin-1"))
            length = _LENGTH.search(head)
            stop = end + len(_END) + (int(length[1]) if length else 0)
            if len(held) < stop:
                break
            whole.append((head, held[end + len(_END) : stop]))
            held = held[stop:]
        self._held = held
        return whole


@dataclass(slots=True, eq=False)
class Caller(asyncio.Protocol):
    """A connection on which the bot calls the Bot API; one call at a time, as HTTP/1.1 without pipelining."""

    heard: "Callable[[Caller, str, bytes], None]"
    """Takes the name of the method, in lower case, and the body."""
    reader: Reader = field(default_factory=Reader)
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for head, body in self.reader.feed(data):
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            self.heard(self, path[path.rfind(b"/") + 1 :].decode().lower(), body)

    def answer(self, body: bytes) -> None:
        """Answer with a JSON body, unless the bot hung up meanwhile."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )


@dataclass(slots=True, eq=False)
class Delivery(asyncio.Protocol):
    """A connection on which updates are delivered to the bot's webhook, one at a time."""

    answered: "Callable[[Delivery, int, bytes], None]"
    """Takes the status and the body of the answer."""
    lost: "Callable[[Delivery], None]"
    reader: Reader = field(default_factory=Reader)
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for head, body in self.reader.feed(data):
            self.answered(self, int(head.split(b" ", 2)[1]), body)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None
        self.lost(self)

    def post(self, head: bytes, body: bytes) -> None:
        """Deliver one update; ``head`` is the request's, without its length and its end."""
        if self._transport is not None:
            self._transport.write(b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body))


@asynccontextmanager
async def serving(heard: Callable[[Caller, str, bytes], None]) -> AsyncIterator[str]:
    """Serve on a free port of this machine; yields the address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Caller(heard), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
