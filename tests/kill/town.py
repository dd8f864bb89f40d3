"""The world around the bot: the playground in this process, and who watches the bot's calls to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import aiohttp
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.json_values import JsonObject
from bot.playground.message_table import StoredMessage
from bot.playground.server import create_app, hub_of
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.world import DEFAULT_TOKEN
from bot.telegram.callback_data import ButtonData, decode
from tests.bot.playground.driving import Playground, SteppedClock
from tests.oracle.overhearing import judged


class Moment(StrEnum):
    """When, in a call to the Bot API, something strikes."""

    LOST = "lost"
    """The call never arrives."""
    ARRIVED = "arrived"
    """It is done, and its answer never arrives."""
    ANSWERED = "answered"


@dataclass(slots=True)
class Watch:
    """Strikes at one of the calls to come; one is a hundred calls away until it is set."""

    left: int = 0
    moment: Moment = Moment.LOST
    strike: Callable[[], None] = lambda: None
    calls: int = 0
    log: list[str] = field(default_factory=list)

    def set(self, left: int, moment: Moment, strike: Callable[[], None]) -> None:
        self.left, self.moment, self.strike = left, moment, strike


@dataclass(frozen=True, slots=True)
class Watched:
    """Stands before the server and sees every call of the bot."""

    app: ASGIApp
    watch: Watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if not path.startswith("/bot"):
            await self.app(scope, receive, send)
            return
        self.watch.calls += 1
        self.watch.log.append(path.rpartition("/")[2])
        self.watch.left -= 1
        if self.watch.left:
            await self.app(scope, receive, send)
            return
        moment, strike = self.watch.moment, self.watch.strike
        if moment is not Moment.ANSWERED:
            strike()
        if moment is Moment.LOST:
            await Response(status_code=503)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
        if moment is Moment.ANSWERED:
            strike()


@dataclass(frozen=True, slots=True)
class Town:
    """A playground, and a short way to look into its chats."""

    playground: Playground
    watch: Watch

    @property
    def store(self) -> Store:
        return self.playground.store

    def messages(self, chat: int) -> list[StoredMessage]:
        """Return the bot's messages that stand in a chat."""
        found = self.store.messages.changed(chat, 0)
        return [each for each in found if each.by_bot and not each.deleted]

    def buttons(self, message: StoredMessage) -> list[tuple[str, ButtonData]]:
        markup = message.body.get("reply_markup")
        rows = markup["inline_keyboard"] if isinstance(markup, dict) else []
        assert isinstance(rows, list)
        every = [each for row in rows if isinstance(row, list) for each in row]
        texts = [str(each["callback_data"]) for each in every if isinstance(each, dict)]
        return [(text, read) for text in texts if (read := decode(text)) is not None]

    def answered(self, callback: str) -> bool:
        tap = self.store.taps.get(callback)
        return tap is not None and tap.answer is not None

    def waiting(self) -> set[str]:
        """Return the taps and messages that the bot has not acknowledged."""
        return {_name(each) for each in self.store.pending.waiting(100)}

    async def change(self, seconds: float) -> None:
        """Wait for anything to happen, but not for long."""
        await self.playground.hub.wait(seconds)


def _name(update: JsonObject) -> str:
    tap, message = update.get("callback_query"), update.get("message")
    if isinstance(tap, dict):
        return str(tap["id"])
    return f"message {message['message_id']}" if isinstance(message, dict) else "another"


@asynccontextmanager
async def town(path: Path) -> AsyncIterator[Town]:
    """Run a playground on the file ``path``; its time stands still, so that taps can always be answered."""
    store, watch = Store(path), Watch()
    clock = SteppedClock(datetime.now(UTC))
    try:
        app = create_app(store, clock=clock)
        hub = hub_of(app)
        app.add_middleware(Watched, watch=watch)
        async with (
            judged(app, lambda: store.calls.after(0, "")),
            serve(app) as address,
            aiohttp.ClientSession() as http,
        ):
            yield Town(Playground(address, clock, http, store, hub), watch)
    finally:
        store.close()


TOKEN = DEFAULT_TOKEN
