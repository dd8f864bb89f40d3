"""Serving the playground on a loopback address, for the command line and for tests alike."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from bot.playground.server import hub_of

_STOP_SECONDS = 3
_LOOK_SECONDS = 0.005


@asynccontextmanager
async def serve(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve an application of `create_app` while inside, and give its address, such as `http://127.0.0.1:8081`.

    Port 0 takes a free one. Leaving ends long polls and streams at once and waits at most three seconds for
    the rest. Raises ValueError for a host that is not loopback, OSError when the port is taken.
    """
    failure: Exception | None = None
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                date_header=False,
            )
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve(sockets=[listener]), name="playground")
            await server.ready.wait()
            try:
                yield f"http://{shown}:{bound}"
            except Exception as caught:  # noqa: BLE001 — goes on below, not wrapped in a group
                failure = caught
            finally:
                hub_of(app).close()
                server.stop()
    if failure is not None:
        raise failure


class _Server(uvicorn.Server):
    """A server that says when it is ready and leaves signals to whoever owns the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Stop serving; `serve` then returns."""
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """Serve until `stop`, without the tenth of a second that the stock loop sleeps at a time."""
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close idle connections at once and give running answers a little time."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                while state.connections or state.tasks:  # noqa: ASYNC110 — the server tells nobody
                    await asyncio.sleep(_LOOK_SECONDS)
        for task in state.tasks:
            task.cancel()

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
    # The protocol is named, or asyncio leaves delayed sending on and each answer takes 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((name, port))
        yield listener
