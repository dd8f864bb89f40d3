"""The page ``/metrics``, for this machine alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.metrics import CONTENT_TYPE, Metrics
from bot.setting_readers import METRICS_PATH, is_this_machine
from dialogs.ports import StorageUnavailableError

FRESH_SECONDS: Final = 1.0
"""How long a look at the cards counts: whoever asks more often must not keep the storage busy."""
PATIENCE_SECONDS: Final = 2.0
"""The storage may take so long to tell of the cards before we say that nobody knows."""
_FORWARDED: Final = ("forwarded", "via", "x-real-ip")
_FORWARDED_BEGIN: Final = ("x-forwarded-", "cf-")
_MAPPED: Final = "::ffff:"
"""How an IPv6 address begins that stands for one of IPv4."""


class Cards(Protocol):
    """What the page asks of :class:`~dialogs.ports.ShownCards`."""

    async def behind(self) -> Sequence[object]:
        """Return one for each live card whose call has gone on."""
        ...


@dataclass(slots=True)
class MetricsPage:
    """Tells the metrics to this machine, and to anybody else that there is no such page."""

    metrics: Metrics
    shown: Cards
    fresh: float = FRESH_SECONDS
    patience: float = PATIENCE_SECONDS
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: float | None = None

    def route(self) -> Route:
        """Return where it stands."""
        return Route(METRICS_PATH, self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response: Response = PlainTextResponse("Not Found", status_code=404)
        if scope["method"] in {"GET", "HEAD"} and is_from_this_machine(scope):
            await self._look()
            response = Response(self.metrics.text(), media_type=CONTENT_TYPE)
        await response(scope, receive, send)

    async def _look(self) -> None:
        """Count the cards that are behind, unless that was done just now."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if self._looked is None or now - self._looked >= self.fresh:
                self.metrics.chats.lagging(await self._behind())
                self._looked = asyncio.get_running_loop().time()

    async def _behind(self) -> int | None:
        try:
            async with asyncio.timeout(self.patience):
                return len(await self.shown.behind())
        except (StorageUnavailableError, TimeoutError):
            return None


def is_from_this_machine(scope: Scope) -> bool:
    """Tell whether a request was made on this machine, for this machine.

    A proxy beside us asks from this machine too. It gives itself away by a header that says for whom it asks,
    by the name of the site, which it hands on as the host, or, as nginx long did by default, by HTTP/1.0. One
    that hides all three cannot be told from ourselves: let it pass on the path of the webhook alone.
    """
    headers = Headers(scope=scope)
    client = str((scope.get("client") or ("",))[0]).removeprefix(_MAPPED)
    return (
        is_this_machine(client)
        and is_this_machine(_name(headers.get("host", "")))
        and scope["http_version"] != "1.0"
        and not any(each in _FORWARDED or each.startswith(_FORWARDED_BEGIN) for each in headers)
    )


def _name(host: str) -> str:
    """Return the name in a header ``Host``, without its port; empty when it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
