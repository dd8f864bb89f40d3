"""Joins what publishes playbooks: the log, the store of revisions, the catalog that new calls ask."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.settings import Settings, Switch
from bot.storing import is_served
from bot.words import Words
from dialogs.program import Program
from dialogs.service import CasePress, Office, PublishingService, Shelf
from playbooks.beside import Elsewhere, beside
from playbooks.casedesk import CaseFiles
from playbooks.catalog import Catalog
from playbooks.rehearsal import Rehearsed, rehearse, scripts_of
from playbooks.workshop import Played, Workshop
from storage.opening import Storage

LOG: Final = logging.getLogger(__name__)
_OF_WORDS = frozenset({"RH102", "RH103"})
"""What a rehearsal says of a line that reads otherwise: to change a line is what a trainer is here for."""


class NoCatalogError(TypeError):
    """Playbooks are published through the catalog that new calls ask, and this office has another."""


def catalog_of(office: Office) -> Catalog:
    """Return the catalog that new calls ask.

    Raises:
        NoCatalogError: they ask something else.
    """
    if not isinstance(office.programs, Catalog):
        raise NoCatalogError
    return office.programs


def press_of(
    settings: Settings, storage: Storage, office: Office, elsewhere: Elsewhere = beside
) -> PublishingService:
    """Return the door of whoever publishes, over an office whose playbooks come from a catalog.

    What takes long is done ``elsewhere``.
    """
    catalog = catalog_of(office)
    rehearsing = Rehearsing(catalog.library, Words(settings.zone))
    workshop = Workshop(
        catalog.library, storage.revisions, rehearsing, elsewhere, lambda: office.now().date()
    )
    asks = settings.second_person is Switch.ON
    # Several machines with a folder each can share a log on a server: there only what was published serves.
    files_serve = not asks and not is_served(settings)
    return PublishingService(Shelf(office, catalog, files_serve=files_serve), workshop, asks)


def case_press_of(storage: Storage, office: Office) -> CasePress:
    """Return the door of whoever hands in cases or lets them be found, over the same catalog."""
    catalog = catalog_of(office)
    files = CaseFiles(catalog.library, storage.revisions, catalog, lambda: office.now().date())
    return CasePress(office, files)


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Plays the rehearsals that stand beside the playbooks of a library."""

    library: Path
    voice: Words

    def __call__(self, program: Program) -> Played:
        """Return how many rehearsals there are, and how many of them a program does not pass any more."""
        try:
            rehearsed = rehearse(program, scripts_of(self.library / program.playbook), self.voice)
            return Played(len(rehearsed.results), _broken(rehearsed))
        except Exception as error:  # noqa: BLE001 - files that anybody may write: a call must not wait for them
            LOG.warning("a rehearsal of %s could not be played: %s", program.playbook, type(error).__name__)
            return Played(1, 1)


def _broken(rehearsed: Rehearsed) -> int:
    return sum(
        bool(each.script.diagnostics) or any(one.code not in _OF_WORDS for one in each.differences)
        for each in rehearsed.results
    )
