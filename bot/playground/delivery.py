"""Delivering updates to a bot's webhook, as Telegram's server does.

Each queue is in order: an update goes out when the one before it was taken with a 2xx, or has grown too old.
Different queues run side by side. What is not taken is tried again: at once, then after a wait that doubles.
What was delivered leaves the database after the 2xx, so that after a stop in between it comes again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
from starlette.applications import Starlette

from bot.playground.calling import run_reply
from bot.playground.json_values import JsonObject, decode_object, encode
from bot.playground.limits import HELD_BACK
from bot.playground.parameters import from_fields
from bot.playground.turns import Turns
from bot.playground.webhook import Pace, Webhook, remember_error, webhook_of
from bot.playground.world import World

_LOG = logging.getLogger(__name__)
_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the header's name
_IDLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an update was not taken, and the seconds that the bot asked to be left alone, 0 for none."""

    message: str
    asked: float = 0


class Delivery:
    """Delivers what waits for as long as the playground is served; one lane a queue."""

    def __init__(self, world: World, pace: Pace) -> None:
        self.world = world
        self._pace = pace
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._seen = 0
        self._turns = Turns()

    async def run(self) -> None:
        """Deliver until the hub closes; what is under way then is broken off and stays in the database."""
        hub = self.world.hub
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS)
        timeout = aiohttp.ClientTimeout(total=self._pace.timeout)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as http,
            asyncio.TaskGroup() as group,
        ):
            while not hub.closing:
                self._open_lanes(group, http)
                await hub.wait(HELD_BACK.total_seconds() if self._has_late() else _IDLE_SECONDS)
            for lane in self._lanes.values():
                lane.cancel()

    def _open_lanes(self, group: asyncio.TaskGroup, http: aiohttp.ClientSession) -> None:
        """Give a lane to each queue that has got something new since the last look."""
        if webhook_of(self.world) is None:
            self._seen = 0
            return
        store = self.world.store
        with store.transaction():
            store.held.release(self.world.clock())
        queues, self._seen = store.pending.queues(self._seen)
        for queue in queues:
            if queue not in self._lanes:
                self._lanes[queue] = group.create_task(self._lane(http, queue), name=f"webhook {queue}")

    def _has_late(self) -> bool:
        store = self.world.store
        return webhook_of(self.world) is not None and (store.pending.late() or store.held.size() > 0)

    async def _lane(self, http: aiohttp.ClientSession, queue: str) -> None:
        """Deliver one queue until nothing of it may go out, or the webhook goes away."""
        failures = 0
        try:
            while (webhook := webhook_of(self.world)) and (body := self._next(queue)):
                failure = await self._attempt(http, webhook, body)
                failures = failures + 1 if failure else 0
                if failure:
                    self._remember(failure)
                    await self._rest(webhook, self._pace.wait(failures, failure.asked))
        finally:
            del self._lanes[queue]

    def _next(self, queue: str) -> JsonObject | None:
        store, now = self.world.store, self.world.clock()
        with store.transaction():
            store.pending.drop_old(now)
            return store.pending.next_of(queue, now)

    async def _attempt(
        self, http: aiohttp.ClientSession, webhook: Webhook, body: JsonObject
    ) -> _Failure | None:
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[_SECRET_HEADER] = webhook.secret
        sent = encode(body).encode()
        async with self._turns.turn(webhook.connections):
            if webhook_of(self.world) != webhook:
                return None  # it was taken away or is another one since
            try:
                async with http.post(
                    webhook.address, data=sent, headers=headers, allow_redirects=False
                ) as response:
                    answer = await response.read()
            except TimeoutError:
                return _Failure("Read timeout expired")
            except aiohttp.ClientConnectorError:
                return _Failure("Connection refused")
            except aiohttp.ClientError:
                return _Failure("Connection reset by peer")
        if not response.ok or response.status >= 300:  # noqa: PLR2004 — a redirect is no 2xx
            said = f"Wrong response from the webhook: {response.status} {response.reason}"
            return _Failure(said, _seconds(response.headers.get("Retry-After", "")))
        self._delivered(body, answer)
        return None

    def _delivered(self, body: JsonObject, answer: bytes) -> None:
        """Drop an update that the bot took, and do what the bot answered."""
        with self.world.store.transaction():
            self.world.store.pending.acknowledge(_update_id(body), self.world.clock())
        try:
            self._reply(answer)
        except Exception as wrong:  # noqa: BLE001 — a bot may answer anything, and deliveries go on
            _LOG.warning("the answer of a webhook could not be run: %s", type(wrong).__name__)
        self.world.hub.changed()

    def _reply(self, answer: bytes) -> None:
        """Run the method that an answer names, if it names one."""
        try:
            reply = decode_object(answer)
        except ValueError:
            return
        method = reply.pop("method", "")
        if isinstance(method, str) and method:
            run_reply(self.world, method, from_fields(reply))

    def _remember(self, failure: _Failure) -> None:
        with self.world.store.transaction():
            remember_error(self.world, failure.message)
        self.world.hub.changed()

    async def _rest(self, webhook: Webhook, seconds: float) -> None:
        """Sleep for so many seconds, or until the webhook is another one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while loop.time() < deadline and webhook_of(self.world) == webhook:
            await self.world.hub.wait(deadline - loop.time())


@asynccontextmanager
async def delivering(app: Starlette) -> AsyncIterator[None]:
    """Deliver to the webhook of an application of `create_app` while inside; leaving closes its hub.

    Raises TypeError for any other application; what is raised inside comes out as it is.
    """
    delivery = getattr(app.state, "delivery", None)
    if not isinstance(delivery, Delivery):
        raise TypeError("this application is no playground")
    failure: Exception | None = None
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(delivery.run(), name="webhook")
        try:
            yield
        except Exception as caught:  # noqa: BLE001 — goes on below, not wrapped in a group
            failure = caught
        finally:
            delivery.world.hub.close()
    if failure is not None:
        raise failure


def _update_id(body: JsonObject) -> int:
    update_id = body["update_id"]
    if not isinstance(update_id, int):
        raise TypeError("an update has a whole number for its id")
    return update_id


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0
