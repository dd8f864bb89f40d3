"""Serving an application on an address of this machine, inside our own task group."""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bot.impatience import impatient
from bot.lifecycle import spawn

_LOOK_SECONDS: Final = 0.005
_ENOUGH_FILES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a connection may keep us waiting, in seconds. Tests are in a hurry."""

    head: float = 10.0
    """For a whole request head, from the opening or from the head's first byte."""
    idle: float = 75.0
    """Between two requests. Telegram, and most proxies, let go after 60: whoever sends must be the first to,
    or it writes into a connection that we are just closing."""
    stop: float = 3.0
    """For running answers, when the server stops."""


@asynccontextmanager
async def serving(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    waits: Waits | None = None,
    before_stop: Callable[[], None] = lambda: None,
) -> AsyncIterator[str]:
    """Serve ``app`` while inside, and give its address, such as ``http://127.0.0.1:8081``.

    Port 0 takes a free one. Leaving calls ``before_stop``, accepts nothing more, and gives running answers
    ``waits.stop`` seconds; being cancelled cuts them off.

    Raises:
        OSError: the port is taken, or the host is no address of this machine.
    """
    failure: Exception | None = None
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        server = _Server(app, waits or Waits())
        async with asyncio.TaskGroup() as tasks:
            spawn(tasks, server.serve(sockets=[listener]), name="server")
            await server.ready.wait()
            try:
                yield f"http://{shown}:{bound}"
            except Exception as caught:  # noqa: BLE001 - goes on below, not wrapped in a group
                failure = caught
            finally:
                before_stop()
                server.stop()
    if failure is not None:
        raise failure


def allow_open_files(enough: int = _ENOUGH_FILES) -> int:
    """Let this process open as many files as the system allows it, up to ``enough``; return how many.

    Every connection is an open file, and 1,024, which many systems begin with, is soon used up by strangers.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # then it stays as it was
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class _Server(uvicorn.Server):
    """A server that says when it is ready and leaves signals to whoever owns the process."""

    def __init__(self, app: ASGIApp, waits: Waits) -> None:
        config = uvicorn.Config(
            app,
            http=impatient(waits.head, waits.idle),
            ws="none",
            log_config=None,
            log_level=logging.ERROR,  # a line for each stranger's malformed request would fill the log
            access_log=False,
            lifespan="off",
            date_header=False,
            proxy_headers=False,
        )
        super().__init__(config)
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._waits = waits

    def stop(self) -> None:
        """Stop serving; ``serve`` then returns."""
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """Serve until ``stop``, without the tenth of a second that the stock loop sleeps at a time."""
        try:
            await self._stopping.wait()
        except asyncio.CancelledError:
            self._cut_off()
            raise

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close idle connections at once and give running answers a little time."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(self._waits.stop):
                while state.connections or state.tasks:  # noqa: ASYNC110 - the server tells nobody
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            self._cut_off()
        except asyncio.CancelledError:
            self._cut_off()
            raise

    def _cut_off(self) -> None:
        """End everything at once; tasks of uvicorn have no owner, and would outlive us."""
        for server in self.servers:
            server.close()
        for task in self.server_state.tasks:
            task.cancel()
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket, None, None]:
    name = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    # The protocol is named, or asyncio leaves delayed sending on and each answer takes 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((name, port))
        yield listener
