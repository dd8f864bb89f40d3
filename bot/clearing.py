"""Clears away what was erased, where somebody who read for long held that up."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from storage.ports import Witness

LOG: Final = logging.getLogger(__name__)
EVERY: Final = 10.0
"""Seconds between two looks at what is left."""


@dataclass(slots=True)
class Clearer:
    """A service of each bot, whether it leads or not: what it erased, it alone knows to be left.

    It may take as long as the log is large; no tap waits for it, and no mark.
    """

    witness: Witness
    every: float = EVERY

    async def serve(self, stopping: asyncio.Event) -> None:
        """Try again, until ``stopping`` is set, whenever something is left."""
        while not stopping.is_set():
            try:
                await self.witness.scrub_again()
            except Exception as error:  # noqa: BLE001 - whatever breaks here, calls go on
                LOG.critical("what was erased may still be there: %s", type(error).__name__)
            try:
                async with asyncio.timeout(self.every):
                    await stopping.wait()
            except TimeoutError:
                continue
