"""Looks at the folder of playbooks while the bot runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import PlaybookSlug
from dialogs.ports import StorageUnavailableError
from dialogs.program import Program
from dialogs.service import PublishingService, Tells, Told
from playbooks.catalog import Catalog

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 2.0


@dataclass(slots=True, kw_only=True)
class Watcher:
    """Reads files that changed, and takes them. A bad file, or no storage, waits.

    Every bot on a log reads them, for its law cards and cases; one at a time takes them.
    """

    press: PublishingService
    catalog: Catalog
    every: float = EVERY_SECONDS
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _seen: Mapping[PlaybookSlug, Program] | None = None
    """What stood in the folder when we last saw what to take."""
    _due: list[tuple[Program | None, Program]] = field(default_factory=list)
    """What was read and is not yet in the log: what served before, what stands there now."""
    _told: bool = False
    """Whether somebody hears of one among them: of many that changed at once one message is enough."""

    async def read(self, stopping: asyncio.Event) -> None:
        """Read files that changed, until ``stopping`` is set."""
        await self._again_and_again(self.look_at_files, stopping)

    async def take(self, stopping: asyncio.Event) -> None:
        """Take files that changed, until ``stopping`` is set or we follow another.

        What we saw when we last led is forgotten: another may have taken it, and what was saved after it.
        """
        self._seen, self._due = None, []
        await self._again_and_again(self.look, stopping)

    async def look_at_files(self) -> None:
        """Read the folder again if a file of it changed; a bad one changes nothing that serves."""
        await self._when_it_is_there(self._without_harm("the folder", self._read()))

    async def look(self) -> None:
        """Look once. Whatever is wrong with a file or a playbook, calls and the other playbooks go on."""
        await self._when_it_is_there(self._look())

    async def _again_and_again(self, look: Callable[[], Awaitable[None]], stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await look()
            try:
                async with asyncio.timeout(self.every):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def _without_harm(self, what: str, work: Awaitable[object]) -> None:
        """Do something that may meet any file that anybody wrote; storage that is away is for later.

        Raises:
            StorageUnavailableError, WritersKeepCollidingError: the same work is to be done again.
        """
        try:
            await work
        except (StorageUnavailableError, WritersKeepCollidingError):
            raise
        except Exception as error:  # noqa: BLE001 - no playbook, whatever is wrong with it, may end the bot
            LOG.warning("playbooks: %s is left as it was: %s", what, type(error).__name__)

    async def _when_it_is_there(self, work: Awaitable[None]) -> None:
        """Do something that asks the storage; while that is away, what is left is done at the next look."""
        try:
            await work
        except (StorageUnavailableError, WritersKeepCollidingError):
            LOG.warning("playbooks wait: the storage is away")

    async def _read(self) -> None:
        async with self._reading:  # whoever reads alone and whoever takes what was read may meet
            if await self.catalog.refresh():
                for trouble in self.catalog.troubles():
                    LOG.warning("a playbook cannot be used, its last good form serves: %s", trouble)

    async def _look(self) -> None:
        await self._without_harm("the folder", self._read())
        self._see()
        while self._due:
            was, found = self._due[0]
            await self._without_harm(found.playbook, self._take(was, found))
            self._due.pop(0)

    def _see(self) -> None:
        """See what changed since we last did, at first all that stands there; it waits in ``_due``."""
        stands = {each.playbook: each for each in self.catalog.written()}
        before = stands if self._seen is None else self._seen
        changed = [
            (before.get(name), each)
            for name, each in stands.items()
            if self._seen is None or before.get(name) != each
        ]
        self._due += changed
        self._seen, self._told = stands, self._told and not changed

    async def _take(self, was: Program | None, found: Program) -> None:
        shelf = self.press.shelf
        known = (await shelf.history(found.playbook)).version
        if shelf.files_serve and not known and was == found:
            return
        tells = Tells.NOBODY if self._told or (found.is_part and not shelf.files_serve) else Tells.OTHERS
        taken = await self.press.take_from_disk(was, found, tells)
        history = await shelf.history(found.playbook)
        new = (
            history.version > known if shelf.files_serve else any(each.is_of_disk for each in history.drafts)
        )
        self._told = self._told or (new and taken == Told())
