"""The bot's side of the hatch: takes orders through a Unix socket, one a connection."""

import asyncio
import logging
import os
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec import DecodeError

from bot.hatch.carrying import Carry, carried_out
from bot.hatch.lines import (
    LONGEST_LINE,
    Asked,
    Done,
    Progress,
    Reason,
    Turned,
    read_asked,
    to_line,
    user_of,
)
from bot.hatch.orders import Room
from bot.lifecycle import spawn
from bot.sentences import sentences

LOG: Final = logging.getLogger(__name__)
LONGEST_PATH: Final = 100
"""Bytes; the system takes some more, of which a part is its own."""
MOST_AT_ONCE: Final = 16
"""Connections; each is an open file, of which the bot needs others."""
_BACKLOG: Final = 128
_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Waits:
    """How long somebody at the hatch may keep us waiting, in seconds. Tests are in a hurry."""

    order: float = 5.0
    """For the whole line."""
    answer: float = 1.0
    """Until our answer is taken."""
    files: float = 1.0
    """Before we look again, when the system has no file left for a connection."""


@dataclass(slots=True)
class Hatch:
    """Takes orders until it is told to stop; whatever comes through it, the bot goes on."""

    path: Path
    room: Room
    waits: Waits = field(default_factory=Waits)
    user: Callable[[socket.socket], int | None] = user_of
    """Returns who is at the other end; none where the system does not tell."""
    carry: Carry = carried_out
    """Carries out what was asked."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once orders are taken."""
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _undecided: set[asyncio.StreamReader] = field(default_factory=set)
    """Where those speak who have ordered nothing yet."""
    _full: bool = False

    async def serve(self, stopping: asyncio.Event) -> None:
        """Take orders until ``stopping`` is set, then finish those that were given."""
        listener = _listening(self.path)
        if listener is None:
            await stopping.wait()
            return
        self.ready.set()
        try:
            async with asyncio.TaskGroup() as group:
                taking = spawn(group, self._take(listener, group), name="hatch")
                await stopping.wait()
                taking.cancel()
                for each in self._undecided:
                    each.feed_eof()
        finally:
            listener.close()
            self.path.unlink(missing_ok=True)

    async def _take(self, listener: socket.socket, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except OSError as error:
                LOG.warning("nobody can come to the hatch now: %s", error.strerror)
                await asyncio.sleep(self.waits.files)
                continue
            if self._has_room():
                task = spawn(group, self._serve(connection), name="order")
                self._open.add(task)
                task.add_done_callback(self._open.discard)
            else:
                _send_away(connection)

    def _has_room(self) -> bool:
        full = len(self._open) >= MOST_AT_ONCE
        if full and not self._full:
            LOG.warning("more come to the hatch than %d at once: they are turned away", MOST_AT_ONCE)
        self._full = full
        return not full

    async def _serve(self, connection: socket.socket) -> None:
        """Hear one order and answer it. Raises nothing: an error here would end the bot."""
        try:
            reader, writer = await asyncio.open_unix_connection(sock=connection, limit=LONGEST_LINE)
        except OSError:  # gone already
            connection.close()
            return
        try:
            asked = await self._hear(connection, reader)
            if isinstance(asked, Turned):
                LOG.warning("somebody at the hatch is turned away: %s", asked.why)
            writer.write(to_line(asked if isinstance(asked, Turned) else await self._do(asked, writer)))
        finally:
            await self._close(writer)

    async def _hear(self, connection: socket.socket, reader: asyncio.StreamReader) -> Asked | Turned:
        self._undecided.add(reader)
        try:
            if self.user(connection) not in {None, os.geteuid()}:
                return Turned(Reason.STRANGER)
            async with asyncio.timeout(self.waits.order):
                return read_asked(await reader.readuntil())
        except (TimeoutError, EOFError):
            return Turned(Reason.LATE)
        except asyncio.LimitOverrunError:
            return Turned(Reason.TOO_LONG)
        except (DecodeError, UnicodeDecodeError, RecursionError, OSError):
            return Turned(Reason.UNREADABLE)
        finally:
            self._undecided.discard(reader)

    async def _do(self, asked: Asked, writer: asyncio.StreamWriter) -> Done:
        kind = asked.order.__struct_config__.tag
        try:
            done, outcome = await self.carry(
                self.room, asked, lambda text: writer.write(to_line(Progress(text)))
            )
        except Exception as error:  # whatever breaks here, the bot goes on
            LOG.exception("the order %s broke", kind)
            told = sentences(error) or (f"something broke ({type(error).__name__}): see the log of the bot",)
            return Done(_FAILED, "\n".join(told))
        LOG.info("the order %s is answered %s", kind, outcome)
        return done

    async def _close(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        try:
            async with asyncio.timeout(self.waits.answer):
                await writer.wait_closed()
        except (TimeoutError, ConnectionError):
            writer.transport.abort()


def _listening(path: Path) -> socket.socket | None:
    """Return a socket that only this user can reach; none, and a warning, when there can be none."""
    without = "so that the command line cannot write while this bot runs"
    if len(os.fsencode(path)) > LONGEST_PATH:
        LOG.warning("no hatch, %s: its path is longer than %d bytes: %s", without, LONGEST_PATH, path)
        return None
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        _clear(path)
        listener.bind(str(path))
        listener.listen(_BACKLOG)
        listener.setblocking(False)  # noqa: FBT003 - that is its name
    except OSError as error:
        LOG.warning("no hatch, %s: %s cannot be made: %s", without, path, error.strerror or error)
        listener.close()
        return None
    finally:
        os.umask(mask)
    return listener


def _clear(path: Path) -> None:
    """Take away what a bot that was killed left; we hold the lock of the database, so that no other runs."""
    try:
        left = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(left):
        raise FileExistsError(None, "something else has its name")
    path.unlink()


def _send_away(connection: socket.socket) -> None:
    with connection:
        try:
            connection.send(to_line(Turned(Reason.BUSY)))
        except OSError:
            return
