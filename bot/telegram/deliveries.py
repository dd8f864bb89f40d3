"""Updates that Telegram delivers: we listen first, then tell it the address, and never take that back."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from starlette.routing import Route

from bot.serving import Waits, allow_open_files, serving
from bot.telegram.intake import Patience
from bot.telegram.messenger import Messenger, NoConnectionError
from bot.telegram.webhook import Endpoint, webhook_pages

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram delivers to, what it must show, and where we listen behind the proxy."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    waits: Waits = field(default_factory=Waits)

    @property
    def path(self) -> str:
        """Return the path on which deliveries arrive; the proxy passes it on as it is."""
        return urlsplit(self.url).path or "/"


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Serves the endpoint and registers it; an :class:`~bot.telegram.entrance.Entrance`.

    The webhook stays registered when we stop: at a rolling restart the next process already serves it, and
    what is sent while nobody does, Telegram keeps.
    """

    messenger: Messenger
    webhook: Webhook
    endpoint: Endpoint
    ready: Callable[[], Awaitable[bool]]
    """Tells whether an update that came now would be made durable."""
    beside: Sequence[Route] = ()
    """Pages that are served beside the endpoint and how the bot is."""
    patience: Patience = field(default_factory=Patience)
    connected: bool = False
    """Telegram has been told where to deliver."""
    address: str = ""
    """Where we listen, while opened."""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Serve while inside; leaving accepts nothing more, and what is in hand still gets its answer.

        Raises:
            OSError: we cannot listen there.
        """
        allow_open_files()
        app = webhook_pages(self.webhook.path, self.endpoint, self.ready, self.beside)
        async with serving(app, self.webhook.host, self.webhook.port, waits=self.webhook.waits) as address:
            self.address = address
            LOG.info("listening on %s%s", address, self.webhook.path)
            yield

    async def run(self) -> None:
        """Tell Telegram where to deliver, as soon as it can be reached.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            WebhookRefusedError: Telegram does not take the address.
        """
        failures = 0
        while not self.connected:
            try:
                await self.messenger.set_webhook(self.webhook.url, self.webhook.secret)
            except NoConnectionError as error:
                failures += 1
                if failures == 1:
                    LOG.warning("the webhook is not set yet: %s", error)
                await self.patience.wait(failures)
            else:
                self.connected = True
        LOG.info("Telegram delivers to %s", self.webhook.url)

    async def acknowledge(self) -> None:
        """Do nothing: every delivery was acknowledged, or not, by its own answer."""
