"""Lets new calls begin on what the log says, and cases be found as it says, whichever program wrote it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.ports import StorageUnavailableError

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorer:
    """Looks at the log again and again; what nothing can be done with stops neither the rest nor the bot."""

    restore: Mapping[str, Callable[[], Awaitable[None]]]
    """What is to be as the log says, by what messages call it."""
    every: float = EVERY_SECONDS

    async def serve(self, stopping: asyncio.Event) -> None:
        """Look until ``stopping`` is set."""
        while not stopping.is_set():
            await self.look()
            try:
                async with asyncio.timeout(self.every):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Look once; while the storage is away, what served goes on."""
        for name, restore in self.restore.items():
            try:
                await restore()
            except StorageUnavailableError:
                LOG.warning("%s stay as they were: the storage is away", name)
            except Exception as error:  # noqa: BLE001 - no release, whatever is wrong with it, may end the bot
                LOG.warning("%s stay as they were: %s", name, type(error).__name__)
