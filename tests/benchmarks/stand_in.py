"""A Bot API of a few hundred lines: light, so that what is measured is the bot. It checks nothing."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

from tests.benchmarks import messages
from tests.benchmarks.wire import Caller

MOST_IN_A_POLL: Final = 100


class Town(Protocol):
    """The people on the other side of the Bot API, who see what the bot does."""

    def sees(self, person: int, message: int, body: bytes) -> None:
        """A message was sent to, or edited for, ``person``; ``body`` is the call's."""

    def hears(self, query: str) -> None:
        """A tap was answered."""

    def held(self, person: int, begins: float, ends: float) -> None:
        """An answer to a call of ``person``, or their update, was held back so long; seconds of the loop."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that no poll has acknowledged."""

    number: int
    person: int
    at: float
    body: bytes


@dataclass(slots=True, eq=False)
class _Poll:
    caller: Caller
    arrived: float
    limit: int
    timer: asyncio.TimerHandle | None = None
    leaving: bool = False


@dataclass(slots=True, kw_only=True)
class StandIn:
    """Answers every call after ``latency`` seconds, a poll once there is something to tell."""

    town: Town
    latency: float = 0.0
    webhook: str = ""
    """Where the bot asked to have its updates delivered, if it did."""
    polled: bool = False
    _pending: deque[Pending] = field(default_factory=deque)
    _waiting: _Poll | None = None
    _told: int = 0
    """The highest update that has left once: a repeated one is not held back anew."""
    _messages: int = 10_000
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    @property
    def is_called(self) -> bool:
        """Tell whether the bot has asked for updates, in one way or the other."""
        return self.polled or bool(self.webhook)

    def heard(self, caller: Caller, method: str, body: bytes) -> None:
        """Take one call of the bot."""
        match method:
            case "editmessagetext":
                person = int(messages.field_of(body, b"chat_id"))
                message = int(messages.field_of(body, b"message_id"))
                self._later(caller, messages.shown(person, message), person)
                self.town.sees(person, message, body)
            case "answercallbackquery":
                query = messages.field_of(body, b"callback_query_id")
                self._later(caller, messages.OK, person_of(query))
                self.town.hears(query)
            case "getupdates":
                self._poll(caller, body)
            case "sendmessage":
                self._messages += 1
                person = int(messages.field_of(body, b"chat_id"))
                self._later(caller, messages.shown(person, self._messages), person)
                self.town.sees(person, self._messages, body)
            case "getme":
                caller.answer(messages.ME)
            case "setwebhook":
                self.webhook = messages.field_of(body, b"url")
                caller.answer(messages.OK)
            case _:
                caller.answer(messages.OK)

    def bring(self, update: Pending) -> None:
        """Let the bot's poll have one more update."""
        self._pending.append(update)
        if self._waiting is not None:
            self._leave_soon(self._waiting)

    def _later(self, caller: Caller, answer: bytes, person: int) -> None:
        if not self.latency:
            caller.answer(answer)
            return
        now = self._loop.time()
        self.town.held(person, now, now + self.latency)
        self._loop.call_later(self.latency, caller.answer, answer)

    def _poll(self, caller: Caller, body: bytes) -> None:
        if self._waiting is not None:
            self._give_up(self._waiting)
        offset = int(messages.field_of(body, b"offset") or 0)
        while self._pending and self._pending[0].number < offset:
            self._pending.popleft()
        asked = int(messages.field_of(body, b"limit") or MOST_IN_A_POLL)
        poll = self._waiting = _Poll(caller, self._loop.time(), min(asked, MOST_IN_A_POLL))
        self.polled = True
        if self._pending:
            self._leave_soon(poll)
        else:
            seconds = float(messages.field_of(body, b"timeout") or 0)
            poll.timer = self._loop.call_later(seconds + self.latency, self._give_up, poll)

    def _leave_soon(self, poll: _Poll) -> None:
        """Let a poll leave after the latency, with all that has come in by then."""
        if poll.leaving:
            return
        poll.leaving = True
        if poll.timer is not None:
            poll.timer.cancel()
        self._loop.call_later(self.latency, self._leave, poll)

    def _leave(self, poll: _Poll) -> None:
        if self._waiting is not poll:
            return
        self._waiting = None
        leaving = list(islice(self._pending, poll.limit))
        now = self._loop.time()
        for each in leaving:
            if each.number > self._told:
                self.town.held(each.person, max(each.at, poll.arrived), now)
        if leaving:
            self._told = max(self._told, leaving[-1].number)
        poll.caller.answer(b'{"ok":true,"result":[%b]}' % b",".join([each.body for each in leaving]))

    def _give_up(self, poll: _Poll) -> None:
        if poll.timer is not None:
            poll.timer.cancel()
        if self._waiting is poll:
            self._waiting = None
            poll.caller.answer(messages.NOTHING)


def query_of(person: int, number: int) -> str:
    """Return the id of the tap with this number, out of which the person can be read."""
    return f"{person}{number:09d}"


def person_of(query: str) -> int:
    """Return who tapped."""
    return int(query[:-9])


@asynccontextmanager
async def serving(heard: Callable[[Caller, str, bytes], None]) -> AsyncIterator[str]:
    """Serve on a free port of this machine; yields the address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Caller(heard), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
