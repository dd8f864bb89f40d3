"""Joins what publishes playbooks: the log, the store of revisions, the catalog that new calls ask."""

from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, Switch
from bot.words import Words
from dialogs.program import Program
from dialogs.service import Office, PublishingService, Shelf
from playbooks.beside import Elsewhere, beside
from playbooks.catalog import Catalog
from playbooks.rehearsal import Rehearsed, rehearse, scripts_of
from playbooks.workshop import Workshop
from storage.opening import Storage

_OF_WORDS = frozenset({"RH102", "RH103"})
"""What a rehearsal says of a line that reads otherwise: to change a line is what a trainer is here for."""


class NoCatalogError(TypeError):
    """Playbooks are published through the catalog that new calls ask, and this office has another."""


def press_of(
    settings: Settings, storage: Storage, office: Office, elsewhere: Elsewhere = beside
) -> PublishingService:
    """Return the door of whoever publishes, over an office whose playbooks come from a catalog.

    What takes long is done ``elsewhere``.
    """
    catalog = office.programs
    if not isinstance(catalog, Catalog):
        raise NoCatalogError
    rehearsing = Rehearsing(catalog.library, Words(settings.zone))
    workshop = Workshop(catalog.library, storage.revisions, rehearsing, elsewhere)
    return PublishingService(Shelf(office, catalog), workshop, settings.second_person is Switch.ON)


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Plays the rehearsals that stand beside the playbooks of a library."""

    library: Path
    voice: Words

    def __call__(self, program: Program) -> int:
        """Return how many of its rehearsals a program does not pass any more."""
        try:
            scripts = scripts_of(self.library / program.playbook)
        except OSError:
            return 1
        return _broken(rehearse(program, scripts, self.voice))


def _broken(rehearsed: Rehearsed) -> int:
    return sum(
        bool(each.script.diagnostics) or any(one.code not in _OF_WORDS for one in each.differences)
        for each in rehearsed.results
    )
