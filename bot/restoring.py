"""Does what the log says, whoever wrote it: lets playbooks serve, cases be found, publishes what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from dialogs.ports import StorageUnavailableError

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 2.0
Name = TypeVar("Name", bound=str)


@dataclass(slots=True, kw_only=True)
class Restorer(Generic[Name]):
    """Looks at the log again and again; a history that nothing can be done with holds up no other."""

    what: str
    """What messages call one of them."""
    listed: Callable[[], Awaitable[Sequence[Name]]]
    restore: Callable[[Name], Awaitable[object]]
    """Lets one be as the log says, or publishes what its day has come for; costs little where all is done."""
    every: float = EVERY_SECONDS
    _said: dict[str, str] = field(default_factory=dict)
    """Why something is not as the log says, as far as it was said."""

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
        every, why = f"every {self.what}", ""
        try:
            for name in await self.listed():
                await self._look_at(name)
        except StorageUnavailableError:
            why = "the storage is away"
        except Exception as error:  # noqa: BLE001 - no list, whatever is wrong with it, may end the bot
            why = type(error).__name__
        self._say(every, why)

    async def _look_at(self, name: Name) -> None:
        why = ""
        try:
            await self.restore(name)
        except StorageUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - nor may any history
            why = type(error).__name__
        self._say(f"{self.what} {name}", why)

    def _say(self, which: str, why: str) -> None:
        """Say once why something stays as it was, and once that it does so no more."""
        if why == self._said.get(which, ""):
            return
        self._said[which] = why
        if why:
            LOG.warning("%s stays as it was: %s", which, why)
        else:
            LOG.warning("%s follows the log again", which)
