"""A way to the server that can be cut without either end hearing of it, as a firewall does."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

PORT = 5432


@dataclass(slots=True)
class Tunnel:
    """Passes on what comes through it."""

    url: str
    to: str
    is_deaf: bool = False
    """Whether what the server says goes nowhere, as what it says last when it dies."""
    _ends: list[asyncio.StreamWriter] = field(default_factory=list)
    _passing: list[asyncio.Task[None]] = field(default_factory=list)

    def cut(self) -> None:
        """Pass nothing on any more of what goes through now; whoever comes later comes through."""
        for task in self._passing:
            task.cancel()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._server()
        except OSError:
            writer.close()
            return
        self._ends += [writer, far_writer]
        async with asyncio.TaskGroup() as group:
            self._passing.append(group.create_task(_pass_on(reader, far_writer)))
            self._passing.append(group.create_task(_pass_on(far_reader, writer, lambda: self.is_deaf)))

    async def _server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        there = urlsplit(self.to)
        folder = parse_qs(there.query).get("host")
        if folder is None:
            return await asyncio.open_connection(there.hostname, there.port or PORT)
        return await asyncio.open_unix_connection(f"{folder[0]}/.s.PGSQL.{PORT}")

    async def close(self) -> None:
        """Hang up on everybody."""
        self.cut()
        for each in self._ends:
            each.close()
            with suppress(ConnectionError):
                await each.wait_closed()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_deaf: Callable[[], bool] = lambda: False
) -> None:
    with suppress(ConnectionError):
        while words := await reader.read(65_536):
            if not is_deaf():
                writer.write(words)
    writer.close()


@asynccontextmanager
async def tunnel(url: str) -> AsyncIterator[Tunnel]:
    """Give a way to the database at ``url``."""
    with tempfile.TemporaryDirectory(prefix="hejie") as folder:  # the path of a socket must be short
        parts = urlsplit(url)
        user = parts.netloc.rpartition("@")[0]
        here = parts._replace(netloc=f"{user}@", query=urlencode({"host": folder}))
        made = Tunnel(here.geturl(), url)
        server = await asyncio.start_unix_server(made.take, Path(folder) / f".s.PGSQL.{PORT}")
        try:
            yield made
        finally:
            server.close()
            await made.close()
