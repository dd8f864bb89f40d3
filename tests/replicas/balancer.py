"""A balancer before several bots: each delivery goes to the next one, and to another when one breaks off."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.serving import serving

PATH = "/telegram"
ATTEMPTS: Final = 3
"""At other bots in turn: as many as ours in `deploy/haproxy.cfg` makes."""
_PASSED_ON = ("content-type", "x-telegram-bot-api-secret-token")


@dataclass(slots=True)
class Balancer:
    """Passes deliveries on in turn; a bot that hangs up before it has answered costs another attempt."""

    http: aiohttp.ClientSession
    ports: list[int] = field(default_factory=list)
    """Where the bots listen, whether or not they live."""
    address: str = ""
    answered: Counter[int] = field(default_factory=Counter)
    """Deliveries that each port has answered."""
    retried: int = 0
    refused: int = 0
    """Deliveries that nobody took in so many attempts: 502."""
    _turn: int = 0

    async def respond(self, request: Request) -> Response:
        """Pass one delivery on."""
        body = await request.body()
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        self._turn += 1
        first = self._turn
        for place in range(ATTEMPTS):
            port = self.ports[(first + place) % len(self.ports)]
            try:
                async with self.http.post(
                    f"http://127.0.0.1:{port}{PATH}", data=body, headers=headers
                ) as response:
                    answer, kind = await response.read(), response.headers.get("content-type")
            except (aiohttp.ClientError, OSError):
                continue
            self.answered[port] += 1
            self.retried += place
            return Response(answer, response.status, media_type=kind)
        self.refused += 1
        return Response(status_code=502)


@asynccontextmanager
async def balancing() -> AsyncIterator[Balancer]:
    """Serve a balancer on a free port of this machine; bots are added while it runs."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as http:
        balancer = Balancer(http)
        app = Starlette(routes=[Route(PATH, balancer.respond, methods=["POST"])])
        async with serving(app, "127.0.0.1", 0) as balancer.address:
            yield balancer
