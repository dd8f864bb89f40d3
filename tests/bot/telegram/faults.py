"""Faults that a test plans, between the bot and the playground's server."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PART = re.compile(rb'name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n([0-9]+)\r\n')
"""The chat in a call that carries a file."""


class Fault(StrEnum):
    """What goes wrong with a call to the Bot API."""

    FLOOD = "flood"
    """Refused for a second."""
    AFTER = "after"
    """Done, and then the gateway breaks: nobody learns what it did."""
    BEFORE = "before"
    """The gateway breaks first: to the caller just the same."""
    RESTART = "restart"
    """Done, and then the Bot API itself says that it is restarting."""
    PAGE = "page"
    """A gateway refuses it with a page of its own."""
    HOLD = "hold"
    """Waits until the test lets go."""
    TURN = "turn"
    """Waits until the test gives it a turn: one call for each."""


@dataclass(slots=True)
class Faults:
    """The faults to come, one for each call; what was called when, and how many calls are under way.

    A plan's key is a method, or a method and a chat (``sendmessage:7001``).
    """

    plan: dict[str, list[Fault]] = field(default_factory=dict)
    retry_after: float = 0.2
    """Seconds that a flooded chat is told to wait."""
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    under_way: dict[str, int] = field(default_factory=dict)
    most_under_way: dict[str, int] = field(default_factory=dict)

    calls: list[tuple[str, int, float]] = field(default_factory=list)
    """Method, chat and the event loop's time of each call that arrived; the chat is 0 when there is none."""

    def next(self, method: str, chat: int) -> Fault | None:
        planned = self.plan.get(f"{method}:{chat}") or self.plan.get(method, [])
        return planned.pop(0) if planned else None


@dataclass(frozen=True, slots=True)
class Faulty:
    """Stands before the server, as the network does."""

    app: ASGIApp
    faults: Faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).startswith("/bot"):
            await self.app(scope, receive, send)
            return
        method = str(scope["path"]).rpartition("/")[2].lower()
        body = await Request(scope, receive).body()
        chat = _chat_of(body)
        self.faults.calls.append((method, chat, asyncio.get_running_loop().time()))
        fault, receive = self.faults.next(method, chat), _replay(body, receive)
        self.faults.under_way[method] = self.faults.under_way.get(method, 0) + 1
        most = max(self.faults.most_under_way.get(method, 0), self.faults.under_way[method])
        self.faults.most_under_way[method] = most
        try:
            await self._answer(fault, scope, receive, send)
        finally:
            self.faults.under_way[method] -= 1

    async def _answer(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        async def nowhere(message: Message) -> None:
            del message

        match fault:
            case Fault.FLOOD:
                flooded = {**FLOODED, "parameters": {"retry_after": self.faults.retry_after}}
                await JSONResponse(flooded, status_code=429)(scope, receive, send)
                return
            case Fault.RESTART:
                await self.app(scope, receive, nowhere)
                await JSONResponse(RESTARTING, status_code=500)(scope, receive, send)
                return
            case Fault.AFTER:
                await self.app(scope, receive, nowhere)
                await Response("bad gateway", status_code=502)(scope, receive, send)
                return
            case Fault.BEFORE:
                await Response("bad gateway", status_code=502)(scope, receive, send)
                return
            case Fault.PAGE:
                await Response("<html>forbidden</html>", status_code=403)(scope, receive, send)
                return
            case Fault.HOLD:
                await self.faults.let_go.wait()
            case Fault.TURN:
                await self.faults.turns.acquire()
            case None:
                pass
        await self.app(scope, receive, send)


FLOODED = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 1",
}
RESTARTING = {"ok": False, "error_code": 500, "description": "Internal Server Error: restart"}


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more, then what else comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


def _chat_of(body: bytes) -> int:
    """Return the chat that a call is for; 0 when it names none."""
    part = _PART.search(body)
    if part is not None:
        return int(part[1])
    return int(json.loads(body or b"{}").get("chat_id", 0))
