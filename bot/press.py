"""Joins what publishes playbooks: the log, the store of revisions, the catalog that new calls ask."""

from pathlib import Path

from bot.settings import Settings, Switch
from bot.words import Words
from dialogs.program import Program
from dialogs.service import Office, PublishingService, Shelf
from playbooks.catalog import Catalog
from playbooks.rehearsal import Rehearsed, rehearse, scripts_of
from playbooks.workshop import Rehearse, Workshop
from storage.opening import Storage

_OF_WORDS = frozenset({"RH102", "RH103"})
"""What a rehearsal says of a line that reads otherwise: to change a line is what a trainer is here for."""


class NoCatalogError(TypeError):
    """Playbooks are published through the catalog that new calls ask, and this office has another."""


def press_of(settings: Settings, storage: Storage, office: Office) -> PublishingService:
    """Return the door of whoever publishes, over an office whose playbooks come from a catalog."""
    catalog = office.programs
    if not isinstance(catalog, Catalog):
        raise NoCatalogError
    workshop = Workshop(catalog.library, storage.revisions, rehearsing(catalog.library, Words(settings.zone)))
    return PublishingService(Shelf(office, catalog), workshop, settings.second_person is Switch.ON)


def rehearsing(library: Path, voice: Words) -> Rehearse:
    """Return how many rehearsals beside a playbook of ``library`` it does not pass any more."""

    def failing(program: Program) -> int:
        try:
            scripts = scripts_of(library / program.playbook)
        except OSError:
            return 1
        return _broken(rehearse(program, scripts, voice))

    return failing


def _broken(rehearsed: Rehearsed) -> int:
    return sum(
        bool(each.script.diagnostics) or any(one.code not in _OF_WORDS for one in each.differences)
        for each in rehearsed.results
    )
