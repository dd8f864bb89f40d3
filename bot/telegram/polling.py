"""Long polling that acknowledges late: the offset moves only past updates that are durable or set aside."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.crew import Spawn
from bot.telegram.deeds import Deed
from bot.telegram.intake import Intake, Patience
from bot.telegram.messenger import AnotherPollerError, Messenger, NoConnectionError, TokenRefusedError
from bot.telegram.updates import update_id

LOG: Final = logging.getLogger(__name__)
POLL_SECONDS: Final = 50
"""The longest that the Bot API lets a poll wait."""
SETTLING_SECONDS: Final = 0.25
"""How long a batch may settle before we look for more; only something stuck takes longer."""


@dataclass(slots=True, kw_only=True)
class Poller:
    """Asks for updates and hands each to the intake; an :class:`~bot.telegram.entrance.Entrance`.

    While some are still under way, those after them are asked for all the same, with the offset left at the
    first one: the server then repeats what is under way, which is recognised by its id.
    """

    messenger: Messenger
    intake: Intake
    do: Callable[[tuple[Deed, ...]], None]
    """Starts deeds; returns at once."""
    spawn: Spawn
    seconds: int = POLL_SECONDS
    patience: Patience = field(default_factory=Patience)
    storage_patience: Patience = field(default_factory=Patience)
    connected: bool = False
    _open: set[int] = field(default_factory=set)
    _next: int | None = None
    _settled: asyncio.Event = field(default_factory=asyncio.Event)
    _failures: int = 0
    _contested: bool = False

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Do nothing: who asks needs no door."""
        yield

    async def run(self) -> None:
        """Poll until cancelled, once no webhook stands any more.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
        """
        self.connected, self._next = False, None  # another bot may have asked meanwhile
        await self._forget_webhook()
        while True:
            raw = await self._poll()
            for update in raw or ():
                self._begin(update)
            await self._settle()
            if raw is not None and not raw and not self._open:
                # An empty answer has acknowledged everything. Ids are chosen anew after a quiet week, and an
                # offset kept until then could skip them.
                self._next = None

    async def _forget_webhook(self) -> None:
        """Take away the webhook of an earlier start; while it stands, every poll is refused."""
        failures = 0
        while True:
            try:
                await self.messenger.forget_webhook()
            except NoConnectionError as error:
                failures += 1
                if failures == 1:
                    LOG.warning("a webhook may still be set: %s", error)
                await self.patience.wait(failures)
            else:
                return

    async def acknowledge(self) -> None:
        """Tell the server what is durable, at the end; what is not will come again."""
        offset = min(self._open, default=self._next)
        if offset is not None and self.connected:
            with suppress(AnotherPollerError, NoConnectionError, TokenRefusedError):
                await self.messenger.updates(offset, 0)

    async def _poll(self) -> Sequence[object] | None:
        """Return what came, none when there was no answer."""
        offset = min(self._open, default=self._next)
        # Whether we reach the server at all is not to be known only when somebody writes.
        seconds = 0 if self._open or not self.connected else self.seconds
        try:
            raw = await self.messenger.updates(offset, seconds)
        except AnotherPollerError as error:
            if not self._contested:
                LOG.error("updates are not ours alone: %s", error)  # noqa: TRY400 - it is said in full
            self._contested = True
            await self._pause()
            return None
        except NoConnectionError as error:
            if not self._failures:
                LOG.warning("no updates for now: %s", error)
            await self._pause()
            return None
        if self._failures:
            LOG.info("updates come again")
        self._failures, self._contested, self.connected = 0, False, True
        return raw

    async def _pause(self) -> None:
        self.connected = False
        self._failures += 1
        await self.patience.wait(self._failures)

    def _begin(self, raw: object) -> None:
        number = update_id(raw)
        if number is None or number in self._open or (self._next is not None and number < self._next):
            return
        self._next = number + 1
        self._open.add(number)
        self.spawn(self._take(number, raw), name=f"update {number}")

    async def _take(self, number: int, raw: object) -> None:
        failures = 0
        while True:
            try:
                self.do(await self.intake.take(raw, storage_patience=self.storage_patience))
                break
            except Exception as error:  # noqa: BLE001 - an update may be late, but never lost
                failures += 1
                LOG.error("update %d cannot be settled: %s", number, type(error).__name__)  # noqa: TRY400
                await self.patience.wait(failures)
        # Not in a finally: what was cancelled under way must come again.
        self._open.discard(number)
        self._settled.set()

    async def _settle(self) -> None:
        """Wait until all that is under way is done, but not for what is stuck."""
        try:
            async with asyncio.timeout(SETTLING_SECONDS):
                while self._open:
                    self._settled.clear()
                    await self._settled.wait()
        except TimeoutError:
            return
