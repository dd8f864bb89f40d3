"""Watches over the log while the bot works: signed checkpoints, the whole of it each night, what is gone."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Protocol

from storage.ports import Verified, Witness

LOG: Final = logging.getLogger(__name__)
NIGHT: Final = 3
"""The local hour at which the whole log is read: few people are on the phone."""


class Verdict(Protocol):
    """Hears what came of reading the whole log."""

    def verified(self, *, sound: bool) -> None:
        """Hear whether the log is what was written."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often, in seconds."""

    look: float = 10.0
    """Between two looks at what is due."""
    checkpoint: float = 3_600.0


@dataclass(slots=True)
class Warden:
    """One service of the bot. It holds up no tap, and nothing that fails in it stops the bot."""

    witness: Witness
    verdict: Verdict
    clock: Callable[[], datetime]
    """Returns the time in the firm's zone."""
    rhythm: Rhythm = Rhythm()
    _checkpoint_due: float = 0.0
    _night: datetime | None = None

    async def serve(self, stopping: asyncio.Event) -> None:
        """Watch until ``stopping`` is set, then sign what the log amounts to once more."""
        self._checkpoint_due = monotonic() + self.rhythm.checkpoint
        if self._night is None:  # whoever leads again has read it already
            await self._look_through()
        while not stopping.is_set():
            if monotonic() >= self._checkpoint_due:
                self._checkpoint_due = monotonic() + self.rhythm.checkpoint
                await self._deed("checkpoint", self.witness.checkpoint)
            if self._night is not None and self.clock() >= self._night:
                await self._look_through()
            try:
                async with asyncio.timeout(self.rhythm.look):
                    await stopping.wait()
            except TimeoutError:
                continue
        await self._deed("checkpoint", self.witness.checkpoint)

    async def _look_through(self) -> None:
        await self.verify()
        await self._deed("clearing away", self.witness.scrub)

    async def verify(self) -> None:
        """Read the whole log; a flaw is an alarm."""
        night, found = next_night(self.clock()), list[Verified]()

        async def look() -> None:
            found.append(await self.witness.verify(lambda _done, _total: None))

        await self._deed("verify", look)
        self._night = night  # now, since whoever is cut off has read nothing
        for each in found:
            self.verdict.verified(sound=not each.flaws)
            for flaw in each.flaws:
                LOG.critical("the log is not what was written: %s", flaw)
            LOG.info("verified", extra={"events": each.events, "checkpoints": each.checkpoints})

    async def _deed(self, name: str, deed: Callable[[], Awaitable[object]]) -> None:
        try:
            await deed()
        except Exception as error:  # noqa: BLE001 - whatever breaks here, calls go on
            LOG.critical("%s failed, the log is not watched over: %s", name, type(error).__name__)


def next_night(now: datetime) -> datetime:
    """Return when the next night's reading is due, in the zone of ``now``."""
    tonight = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if now < tonight else tonight + timedelta(days=1)
