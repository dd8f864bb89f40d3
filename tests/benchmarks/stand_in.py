"""A Bot API of a few hundred lines: light, so that what is measured is the bot. It checks nothing."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

from tests.benchmarks import messages
from tests.benchmarks.wire import Caller

MOST_IN_A_POLL: Final = 100


class Town(Protocol):
    """The people on the other side of the Bot API, who see what the bot does."""

    def sees(self, person: int, message: int, body: bytes, sent: float) -> None:
        """A message was sent to, or edited for, ``person``; ``body`` is the call's, sent at ``sent``."""

    def hears(self, query: str, sent: float) -> None:
        """A tap was answered, by what was sent at ``sent``; seconds of the loop."""

    def held(self, person: int, begins: float, ends: float) -> None:
        """A call for ``person`` with its answer, or their update, was on its way; seconds of the loop."""


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
    sent: float
    limit: int
    timer: asyncio.TimerHandle | None = None
    leaving: bool = False


@dataclass(slots=True, kw_only=True)
class StandIn:
    """Answers every call when it arrives, a poll once there is something to tell.

    A call is on its way for half of the latency, and so is what goes back to the bot: the answer to a call,
    and an update. Who taps as soon as a card has changed is thus heard of by the bot just after it had the
    answer to the call that changed it, never before.
    """

    town: Town
    latency: float = 0.0
    """Seconds there and back."""
    webhook: str = ""
    """Where the bot asked to have its updates delivered, if it did."""
    polled: bool = False
    _pending: deque[Pending] = field(default_factory=deque)
    _waiting: _Poll | None = None
    _told: int = 0
    """The highest update that has left once: a repeated one is not held back anew."""
    _last_way: tuple[float, float] = (0.0, 0.0)
    """When the answer to the poll before left, and when it was given to the bot."""
    _messages: int = 10_000
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    @property
    def is_called(self) -> bool:
        """Tell whether the bot has asked for updates, in one way or the other."""
        return self.polled or bool(self.webhook)

    def heard(self, caller: Caller, method: str, body: bytes) -> None:
        """Take one call of the bot, as it sends it."""
        sent = self._loop.time()
        if self.latency:
            self._loop.call_later(self.latency / 2, self._arrived, caller, method, body, sent)
        else:
            self._arrived(caller, method, body, sent)

    def _arrived(self, caller: Caller, method: str, body: bytes, sent: float) -> None:
        match method:
            case "editmessagetext":
                person = int(messages.field_of(body, b"chat_id"))
                message = int(messages.field_of(body, b"message_id"))
                self._answer(caller, messages.shown(person, message), person, sent)
                self.town.sees(person, message, body, sent)
            case "answercallbackquery":
                query = messages.field_of(body, b"callback_query_id")
                self._answer(caller, messages.OK, person_of(query), sent)
                self.town.hears(query, sent)
            case "getupdates":
                self._poll(caller, body, sent)
            case "sendmessage":
                self._messages += 1
                person = int(messages.field_of(body, b"chat_id"))
                self._answer(caller, messages.shown(person, self._messages), person, sent)
                self.town.sees(person, self._messages, body, sent)
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

    def _answer(self, caller: Caller, answer: bytes, person: int, sent: float) -> None:
        """Send an answer back; it leaves before the town hears of the call, and so before the next tap."""
        if self.latency:
            self._loop.call_later(self.latency / 2, self._give, caller, answer, person, sent)
        else:
            caller.answer(answer)

    def _give(self, caller: Caller, answer: bytes, person: int, sent: float) -> None:
        self.town.held(person, sent, self._loop.time())
        caller.answer(answer)

    def _poll(self, caller: Caller, body: bytes, sent: float) -> None:
        if self._waiting is not None:
            self._give_up(self._waiting)
        offset = int(messages.field_of(body, b"offset") or 0)
        while self._pending and self._pending[0].number < offset:
            self._pending.popleft()
        asked = int(messages.field_of(body, b"limit") or MOST_IN_A_POLL)
        poll = self._waiting = _Poll(caller, sent, min(asked, MOST_IN_A_POLL))
        self.polled = True
        if self._pending:
            self._leave_soon(poll)
        else:
            seconds = float(messages.field_of(body, b"timeout") or 0)
            poll.timer = self._loop.call_later(seconds, self._give_up, poll)

    def _leave_soon(self, poll: _Poll) -> None:
        """Let a poll leave with all that comes in at this very moment."""
        if poll.leaving:
            return
        poll.leaving = True
        if poll.timer is not None:
            poll.timer.cancel()
        self._loop.call_soon(self._leave, poll)

    def _leave(self, poll: _Poll) -> None:
        if self._waiting is not poll:
            return
        self._waiting = None
        leaving = list(islice(self._pending, poll.limit))
        fresh = [each.person for each in leaving if each.number > self._told]
        if leaving:
            self._told = max(self._told, leaving[-1].number)
        answer = b'{"ok":true,"result":[%b]}' % b",".join([each.body for each in leaving])
        left = self._loop.time()
        if self.latency:
            self._loop.call_later(self.latency / 2, self._give_updates, poll, answer, fresh, left)
        else:
            self._give_updates(poll, answer, fresh, left)

    def _give_updates(self, poll: _Poll, answer: bytes, fresh: list[int], left: float) -> None:
        now = self._loop.time()
        for person in fresh:
            self.town.held(person, *self._last_way)
            self.town.held(person, poll.sent, now)
        self._last_way = (left, now)
        poll.caller.answer(answer)

    def _give_up(self, poll: _Poll) -> None:
        if poll.timer is not None:
            poll.timer.cancel()
        if self._waiting is poll:
            self._waiting = None
            self._loop.call_later(self.latency / 2, poll.caller.answer, messages.NOTHING)


def query_of(person: int, number: int) -> str:
    """Return the id of the tap with this number, out of which the person can be read."""
    return f"{person}{number:09d}"


def person_of(query: str) -> int:
    """Return who tapped."""
    return int(query[:-9])
