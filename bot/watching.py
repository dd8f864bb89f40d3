"""Looks at the folder of playbooks while the bot runs, and at the days from which drafts are to serve."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import PlaybookSlug
from dialogs.ports import StorageUnavailableError
from dialogs.program import Program
from dialogs.service import PublishingService, Tells, Told
from playbooks.catalog import Catalog

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 2.0
Stamps = Mapping[str, tuple[int, int]]
"""Path within the library → when it was changed (nanoseconds), and its size."""


@dataclass(slots=True, kw_only=True)
class Watcher:
    """Takes files that changed, and publishes what is due. A bad file, or a storage that is away, waits."""

    press: PublishingService
    catalog: Catalog
    every: float = EVERY_SECONDS
    _stamps: Stamps | None = None
    _due: list[tuple[Program | None, Program]] = field(default_factory=list)
    """What was read and is not yet in the log: what served before, what stands there now."""
    _told: bool = False
    """Whether somebody hears of one among them: of many that changed at once one message is enough."""

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
        """Look once. Whatever is wrong with a file or a playbook, calls and the other playbooks go on."""
        try:
            await self._without_harm("the folder", self._see())
            while self._due:
                was, found = self._due[0]
                await self._without_harm(found.playbook, self._take(was, found))
                self._due.pop(0)
            await self._without_harm("what is due", self.press.publish_due())
        except (StorageUnavailableError, WritersKeepCollidingError):
            LOG.warning("playbooks wait: the storage is away")

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

    async def _see(self) -> None:
        """See which files changed; what was read waits in ``_due``."""
        stamps = await asyncio.to_thread(stamps_of, self.catalog.library)
        if stamps == self._stamps:
            return
        first, before = self._stamps is None, self._on_disk()
        if not first:
            await self.catalog.load()
            for trouble in self.catalog.troubles():
                LOG.warning("a playbook cannot be used, its last good form serves: %s", trouble)
        after = self._on_disk()
        self._due += [
            (before.get(name), each) for name, each in after.items() if first or before.get(name) != each
        ]
        self._stamps, self._told = stamps, False

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

    def _on_disk(self) -> dict[PlaybookSlug, Program]:
        return {each.playbook: each for each in self.catalog.written()}


def stamps_of(library: Path) -> Stamps:
    """Return when each YAML file of a library was changed; one that cannot be looked at is left out."""
    found: dict[str, tuple[int, int]] = {}
    for path in (*library.glob("*.yaml"), *library.glob("*/*.yaml")):
        try:
            seen = path.stat()
        except OSError:
            continue
        found[path.relative_to(library).as_posix()] = (seen.st_mtime_ns, seen.st_size)
    return found
