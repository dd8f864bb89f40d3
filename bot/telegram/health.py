"""Two pages for whoever watches over the process: does it live, and can it take updates."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FRESH_SECONDS: Final = 1.0
"""How long a look at the storage counts: whoever asks more often must not keep it busy."""


@dataclass(slots=True)
class Health:
    """Answers ``/healthz`` and ``/readyz`` in plain words, with nothing that a stranger could use."""

    ready: Callable[[], Awaitable[bool]]
    """Tells whether an update that came now would be made durable."""
    fresh: float = FRESH_SECONDS
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: float | None = None
    _found: bool = False

    def routes(self) -> list[Route]:
        """Return both pages."""
        return [Route("/healthz", self._lives), Route("/readyz", self._is_ready)]

    async def _lives(self, request: Request) -> Response:
        del request
        return PlainTextResponse("alive")

    async def _is_ready(self, request: Request) -> Response:
        del request
        ready = await self._look()
        return PlainTextResponse("ready" if ready else "not ready", status_code=200 if ready else 503)

    async def _look(self) -> bool:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if self._looked is None or now - self._looked >= self.fresh:
                self._found = await self.ready()
                self._looked = asyncio.get_running_loop().time()
            return self._found


def health_pages(ready: Callable[[], Awaitable[bool]], beside: Sequence[Route] = ()) -> Starlette:
    """Return an application of the two pages and those ``beside`` them, for a bot that polls."""
    return Starlette(routes=[*Health(ready).routes(), *beside])
