"""Two versions of the program on one log: made-up further steps of a schema, and a call that both serve."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dialogs.events import Event
from dialogs.evolve import fold
from dialogs.ids import session_stream
from dialogs.service import Office
from dialogs.state import SessionState
from playbooks.catalog import Catalog
from storage.opening import SHANGHAI, Storage
from storage.sql.migrations import Migration, code_of, migrations_in
from tests.builders.held import Held
from tests.playbooks.samples import small_call, write_library
from tests.storage.builders import LIN, NOON
from tests.storage.places import fixed_clock


def further(known: Path, folder: Path, *steps: tuple[str, str]) -> Sequence[Migration]:
    """Copy the steps of ``known`` into ``folder``, write further ones there, and return all of them.

    ``steps`` are names without their number, and texts.
    """
    shutil.copytree(known, folder)
    for number, (name, sql) in enumerate(steps, code_of(migrations_in(known)) + 1):
        (folder / f"{number:04}_{name}.sql").write_text(sql, encoding="utf-8")
    return migrations_in(folder)


@asynccontextmanager
async def office(storage: Storage, library: Path) -> AsyncIterator[Office]:
    """Give the doors to the core over a store, as a bot of its own would have them."""
    write_library(library, small_call())
    catalog = await Catalog.open(library, storage.revisions)
    yield Office(
        store=storage.events,
        programs=catalog,
        directory=storage.directory,
        views=storage.views,
        clock=fixed_clock,
        zone=SHANGHAI,
    )


@dataclass
class Walk:
    """One call of LIN's, tapped through one store after another."""

    library: Path
    held: Held = field(init=False)
    state: SessionState = field(default_factory=SessionState)

    async def taps(self, *storages: Storage) -> None:
        """Open the call if need be, and tap once through each store."""
        async with AsyncExitStack() as offices:
            for storage in storages:
                await self._tap(await offices.enter_async_context(office(storage, self.library)))

    async def _tap(self, at: Office) -> None:
        if not self.state.version:
            self.held = Held(at, NOON)
            self.state = await self.held.begins(LIN.person)
        self.held.goes_to(at)
        self.state = await self.held.taps(LIN.person, self.state)

    async def stands_in(self, storage: Storage) -> SessionState:
        """Return the call as a store has it."""
        events: Sequence[Event] = await storage.events.load(session_stream(self.state.session))
        return fold(events)


async def sound(storage: Storage) -> list[str]:
    """Return what is wrong with a log and with what stands beside it."""
    assert storage.witness is not None
    found = await storage.witness.verify(lambda _done, _of: None, rows=True)
    return [str(flaw) for flaw in found.flaws]
