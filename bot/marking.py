"""Tells the second place all the while how far this bot has brought the log."""

import asyncio
import logging
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final

from storage.ports import Witness

LOG: Final = logging.getLogger(__name__)
ALONE: Final = 10.0
"""Seconds between two marks of a log that is ours alone, and has a mark beside it too."""
TOGETHER: Final = 1.0
"""Seconds between two marks where another bot must know what we were told, should our machine be lost."""
SAY_AGAIN: Final = 10.0
"""Seconds until it is said again that no mark can be written."""


@dataclass(slots=True)
class Marker:
    """A service of each bot, whether it leads or not: what it alone was told, it alone can tell."""

    witness: Witness
    every: float
    say_again: float = SAY_AGAIN
    _said: float = -inf

    async def serve(self, stopping: asyncio.Event) -> None:
        """Write marks until ``stopping`` is set; the last is written when the log is closed."""
        while not stopping.is_set():
            await self._mark()
            try:
                async with asyncio.timeout(self.every):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def _mark(self) -> None:
        try:
            await self.witness.mark()
        except Exception as error:  # noqa: BLE001 - whatever breaks here, calls go on
            if monotonic() - self._said >= self.say_again:
                self._said = monotonic()
                LOG.critical("mark failed, the log is not watched over: %s", type(error).__name__)
