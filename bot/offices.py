"""Joins the core to a log and a library: what the bot and every command of it stand on."""

import logging
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.deadlines_file import read_deadlines
from bot.press import case_press_of, press_of
from bot.settings import Settings
from dialogs.service import CasePress, Office, PublishingService
from dialogs.severity import NO_SIGNS, CrisisRules
from playbooks.catalog import Catalog
from storage.opening import Storage

LOG: Final = logging.getLogger(__name__)
VERIFY: Final = "`hejie log verify` tells what is wrong with it"
_UNREADABLE: Final = f"since its history cannot be read: {VERIFY}"


async def office_over(
    settings: Settings,
    storage: Storage,
    library: Path | None = None,
    severity: CrisisRules = NO_SIGNS,
) -> Office:
    """Join the ports of the core to their adapters; new calls begin on what the log says was published."""
    catalog = _catalog(settings, storage, library)
    await catalog.load()
    office = _office(settings, storage, catalog, severity)
    await _restore(press_of(settings, storage, office), case_press_of(storage, office))
    for trouble in catalog.troubles():
        LOG.warning("a playbook cannot be used, its last good form serves: %s", trouble)
    return office


async def _restore(press: PublishingService, cases: CasePress) -> None:
    """Let that serve which the log says; what has a history that cannot be read serves nobody.

    Its file may have been recalled. The others serve all the same: a bot that does not start helps nobody.
    """
    for playbook in await press.restore():
        LOG.critical("%s: no new call begins on this playbook, %s", playbook, _UNREADABLE)
        await press.shelf.counter.serve(playbook, None)
    for case in await cases.restore():
        LOG.critical("%s: nobody finds this case, %s", case, _UNREADABLE)
        await cases.desk.serve(case, None)


def office_without_library(settings: Settings, storage: Storage) -> Office:
    """Return an office for what needs no playbook: it offers none, and is there a second sooner."""
    return _office(settings, storage, _catalog(settings, storage), NO_SIGNS)


def _catalog(settings: Settings, storage: Storage, library: Path | None = None) -> Catalog:
    return Catalog(
        library or settings.shelf,
        storage.revisions,
        today=lambda: now().astimezone(settings.zone).date(),
    )


def _office(settings: Settings, storage: Storage, catalog: Catalog, severity: CrisisRules) -> Office:
    return Office(
        store=storage.events,
        programs=catalog,
        directory=storage.directory,
        views=storage.views,
        clock=now,
        zone=settings.zone,
        severity=severity,
        deadlines=read_deadlines(settings.deadlines),
        turn=storage.turn,
    )
