"""The endpoint of a webhook: it says 200 once an update is durable, and reads nothing before the secret."""

import asyncio
import hmac
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.telegram.deeds import AnswerTap, Deed
from bot.telegram.health import Health
from bot.telegram.replies import parted
from bot.telegram.turned_away import TurnedAway
from bot.telegram.updates import update_id
from dialogs.ports import StorageUnavailableError

LOG: Final = logging.getLogger(__name__)
SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
_LATER: Final = {"Retry-After": "1"}
"""Telegram heeds it: what cannot be done now comes again in a second, not after a doubling wait."""
_LONGEST_LENGTH: Final = 12
_FIRST_REFUSAL: Final = 400
_FIRST_FAILURE: Final = 500
_CLOSE: Final = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one delivery may ask of us."""

    body_bytes: int = 1024 * 1024
    """A real update is a few thousand bytes, and never a tenth of this."""
    body_seconds: float = 5.0
    handling_seconds: float = 50.0
    """Then it is cancelled and comes again; Telegram hangs up after 60. What hangs the intake sets aside
    before that: what is left waits for the storage, or in its person's lane."""
    at_once: int = 256
    """Deliveries in hand; Telegram opens at most 100 connections. Their bodies are what fills the memory."""


class Taking(Protocol):
    """Makes updates durable."""

    async def take(self, raw: object) -> tuple[Deed, ...]:
        """Handle a raw update; when this returns, it may be acknowledged, and the deeds returned be done.

        Raises:
            StorageUnavailableError: deliver it again later.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """An ASGI application that takes deliveries; the method and the path are right when it is asked."""

    secret: str = field(repr=False)
    intake: Taking
    do: Callable[[tuple[Deed, ...]], None]
    """Starts deeds; returns at once."""
    reply: Callable[[AnswerTap], bytes]
    """Puts the answer to a tap into JSON."""
    limits: Limits = field(default_factory=Limits)
    _in_hand: int = 0
    _turned_away: TurnedAway = field(default_factory=lambda: TurnedAway(time.monotonic))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        # Who does not know the secret learns nothing more, and nothing of theirs is read.
        response = self._stranger(headers) or self._unfit(headers) or await self._admitted(receive)
        if _FIRST_REFUSAL <= response.status_code < _FIRST_FAILURE:
            self._turned_away.count(response.status_code)
        await response(scope, receive, send)

    def _stranger(self, headers: Headers) -> Response | None:
        shown = headers.get(SECRET_HEADER)
        if shown is None:
            return Response(status_code=401)
        if not hmac.compare_digest(shown.encode(), self.secret.encode()):
            return Response(status_code=403)
        return None

    def _unfit(self, headers: Headers) -> Response | None:
        if _length(headers) > self.limits.body_bytes:
            return Response(status_code=413)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return Response(status_code=415)
        if self._in_hand >= self.limits.at_once:
            return Response(status_code=503, headers=_LATER)
        return None

    async def _admitted(self, receive: Receive) -> Response:
        self._in_hand += 1
        try:
            body = await self._body(receive)
            return body if isinstance(body, Response) else await self._delivered(body)
        finally:
            self._in_hand -= 1

    async def _body(self, receive: Receive) -> bytes | Response:
        """Return the whole body, or why there is none."""
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                while (message := await receive())["type"] == "http.request":
                    body += message.get("body", b"")
                    if len(body) > self.limits.body_bytes:
                        return Response(status_code=413)
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            return Response(status_code=408, headers=_CLOSE)
        return Response(status_code=400)  # they hung up: nobody reads this

    async def _delivered(self, body: bytes) -> Response:
        try:
            update = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict):
            return Response(status_code=400)
        try:
            async with asyncio.timeout(self.limits.handling_seconds):
                deeds = await self.intake.take(update)
            return self._acknowledged(deeds)
        except StorageUnavailableError:
            pass  # the intake has said so
        except TimeoutError:
            LOG.error("update %s took too long and was cancelled", update_id(update))  # noqa: TRY400 - no words
        except Exception as error:  # noqa: BLE001 - whatever it is, the update must come again
            LOG.error("update %s was not taken: %s", update_id(update), type(error).__name__)  # noqa: TRY400
        return Response(status_code=500, headers=_LATER)

    def _acknowledged(self, deeds: tuple[Deed, ...]) -> Response:
        answer, rest = parted(deeds)
        # Before the deeds: should it fail, the delivery comes again, and they would be done each time.
        body = b"" if answer is None else self.reply(answer)
        self.do(rest)
        return Response(body, media_type="application/json" if body else None)


def _length(headers: Headers) -> float:
    """Return how long the body will be, 0 when nothing says so; a number of many digits is not even read."""
    said = headers.get("content-length", "0")
    return int(said) if said.isdecimal() and len(said) <= _LONGEST_LENGTH else math.inf


def webhook_pages(
    path: str, endpoint: Endpoint, ready: Callable[[], Awaitable[bool]], beside: Sequence[Route] = ()
) -> Starlette:
    """Return an application that serves ``endpoint`` at ``path``, and how the bot is ``beside`` it."""
    app = Starlette(routes=[Route(path, endpoint, methods=["POST"]), *Health(ready).routes(), *beside])
    app.router.redirect_slashes = False
    return app
