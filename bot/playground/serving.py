"""Serving the playground on a loopback address, for the command line and for tests alike."""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.playground.delivery import delivering
from bot.playground.server import hub_of
from bot.serving import serving


class NotThisMachineError(ValueError):
    """The playground listens on this machine only: it asks for no password."""

    def __init__(self, host: str) -> None:
        super().__init__(f"the playground listens on this machine only, not on {host}")


@asynccontextmanager
async def serve(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve an application of `create_app` while inside, and give its address, such as `http://127.0.0.1:8081`.

    While inside, updates also go to the webhook, if the bot has set one. Port 0 takes a free one. Leaving
    ends deliveries, long polls and streams at once and waits at most three seconds for
    the rest. Raises NotThisMachineError for a host that is not loopback, OSError when the port is taken.
    """
    if not ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback:
        raise NotThisMachineError(host)
    async with delivering(app), serving(app, host, port, before_stop=hub_of(app).close) as address:
        yield address
