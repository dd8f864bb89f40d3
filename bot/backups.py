"""Backups on the command line: one taken beside the running bot, one brought back to an empty place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.adoption import take_over
from bot.clock import now
from bot.playbook_arguments import PROGRAM
from bot.recovery import use
from bot.settings import Settings
from bot.storing import (
    database_file,
    existing_file,
    key_use_of,
    keyring_of,
    keys_file,
    second_place,
)
from bot.teller import Teller, teller
from storage.backups import Backups
from storage.errors import BackupError, CannotOpenStorageError
from storage.manifest import Manifest, read_manifest
from storage.marks import mark_at
from storage.opening import SQLITE
from storage.second_place import SecondPlace
from storage.sqlite.backup import Ears, back_up
from storage.sqlite.lock import held
from storage.sqlite.past import HEAD, beside
from storage.sqlite.restoring import bring, take_away


def take(settings: Settings, folder: Path, keep: int | None) -> int:
    """Write a backup of the log into ``folder`` and prove it; of older ones ``keep`` in all stay; 0.

    Raises:
        BackupError, CannotOpenStorageError, NoFileError: no backup was made, and none removed.
    """
    told = teller(settings)
    path = back_up(existing_file(settings), folder, now(), version(PROGRAM), _ears(told))
    manifest = read_manifest(path)
    told.say("backup.made", file=str(path), events=manifest.events, hash=manifest.hash[:16])
    if manifest.keys:
        told.say("backup.without_keys", keys=", ".join(manifest.keys))
    if None in key_use_of(settings).recovery:
        told.say("backup.without_recovery")
    if keep is not None:
        for removed in Backups(folder).keep(manifest.log, keep):
            told.say("backup.removed", file=str(removed))
    return 0


def restore(settings: Settings, backup: Path, to: Path, recovery: Path | None) -> int:
    """Bring a backup to ``to``, where nothing is yet, and make it the log from there on; 0.

    Raises:
        BackupError, CannotOpenStorageError, KeyringError: it cannot be used, and nothing is at ``to``.
    """
    told, there = teller(settings), _there(settings, to)
    manifest = read_manifest(backup)
    if recovery is None and manifest.keys:
        keyring_of(there).refuse_missing(manifest.keys)
    _refuse_running(settings, there, manifest)
    known = _known(settings, there, manifest)
    bring(backup, to, _ears(told))
    try:
        if recovery is not None:
            use(there, recovery, adopt=True)
        erased = take_over(there, adopt=recovery is None)
    except BaseException:
        take_away(to)
        raise
    taken_at = datetime.fromisoformat(manifest.taken_at)
    told.say("restore.done", file=str(to), taken_at=taken_at, events=manifest.events)
    if known > manifest.position:
        told.say("restore.lost", events=known - manifest.position)
    else:
        told.say("restore.nothing_lost")
    if erased:
        told.say("adopt.erased_again", calls=erased)
    tell_how_to_go_on(changed(settings, there), told)
    return 0


def tell_how_to_go_on(changed: Sequence[str], told: Teller) -> None:
    """Tell which settings lead to a log, and to start the bot."""
    if changed:
        told.say("restore.set", settings="\n".join(changed))
    else:
        told.say("restore.start")


def _ears(told: Teller) -> Ears:
    return Ears(told.progress("backup.copying"), told.progress("backup.proving"))


def _there(settings: Settings, to: Path) -> Settings:
    """Return the settings for the log at ``to``: with the keys and the second place that it had."""
    there = replace(settings, database=f"{SQLITE}{to}")
    keys, before = keys_file(there), keys_file(settings)
    if keys is not None and not keys.exists() and before is not None and before.exists():
        there = replace(there, keys_file=before)
    second, former = second_place(there), second_place(settings)
    if second is not None and not second.exists() and former is not None and former.exists():
        there = replace(there, second_place=former)
    return there


def _refuse_running(settings: Settings, there: Settings, manifest: Manifest) -> None:
    """Check that no bot goes on with the log whose marks in the second place are about to be set back."""
    former, folder = database_file(settings), second_place(there)
    if former is None or not former.is_file() or folder is None:
        return
    if SecondPlace(folder, manifest.log).mark() is not None:
        try:
            with held(former):
                pass
        except CannotOpenStorageError as error:
            msg = f"{error}. For a drill beside it, name a new folder in HEJIE_SECOND_PLACE"
            raise BackupError(msg) from error


def _known(settings: Settings, there: Settings, manifest: Manifest) -> int:
    """Return how far the log is known to have come: by its second place, and by the mark beside it."""
    folder, former = second_place(there), database_file(settings)
    marks = [
        None if folder is None else SecondPlace(folder, manifest.log).mark(),
        None if former is None else mark_at(beside(former, HEAD)),
    ]
    return max((each.position for each in marks if each is not None and each.log == manifest.log), default=0)


def changed(settings: Settings, there: Settings) -> Sequence[str]:
    """Return the settings that lead to the restored log, as far as they do not do so already."""
    wanted = {
        "HEJIE_DB": (settings.database, there.database),
        "HEJIE_KEYS_FILE": (settings.keys_file, there.keys_file),
        "HEJIE_SECOND_PLACE": (settings.second_place, there.second_place),
    }
    return [f"{name}={after}" for name, (before, after) in wanted.items() if before != after]
