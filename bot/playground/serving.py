"""Serving the playground on a loopback address, for the command line and for tests alike."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.playground.server import hub_of

_STOP_SECONDS = 3


@asynccontextmanager
async def serve(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve an application of `create_app` while inside, and give its address, such as `http://127.0.0.1:8081`.

    Port 0 takes a free one. Leaving ends long polls and streams at once and waits at most three seconds for
    the rest. Raises ValueError for a host that is not loopback, OSError when the port is taken.
    """
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve(sockets=[listener]), name="playground")
            await server.ready.wait()
            try:
                yield f"http://{shown}:{bound}"
            finally:
                hub_of(app).close()
                server.should_exit = True


class _Server(uvicorn.Server):
    """A server that says when it is ready and leaves signals to whoever owns the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket, None, None]:
    name = "127.0.0.1" if host == "localhost" else host
    if not ipaddress.ip_address(name).is_loopback:
        raise ValueError(f"the playground listens on this machine only, not on {host}")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((name, port))
        yield listener
