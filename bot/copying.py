"""A log copied to another store on the command line: a file to a server, back, or a file to another place."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.adoption import take_over
from bot.backups import changed, tell_how_to_go_on
from bot.clock import now
from bot.settings import Settings
from bot.storing import existing_file, is_served, keyring_of, keys_file, second_place
from bot.teller import Teller, teller
from storage.copying import copy_log
from storage.errors import CannotOpenStorageError
from storage.opening import POSTGRES
from storage.postgres.address import Address, secrets_in
from storage.sql.copying import Copied, Ears

_HASH: Final = 16
"""Signs of a hash that are shown."""


def run_command(wanted: argparse.Namespace, settings: Settings) -> int:
    """Copy the log of one URL to another, where it goes on; 0.

    Raises:
        CannotOpenStorageError, KeyringError, NoFileError, NoKeysError, StorageUnavailableError: it does not
            go on there yet, and the same command may be given again.
    """
    there = replace(settings, database=wanted.source or settings.database)
    if not is_served(there):
        existing_file(there)
    keyring, second, told = keyring_of(there), _second_place(there), teller(settings)
    keys = keys_file(there)
    # Whole paths: a service, and every other bot on a server, begins in a folder of its own.
    here = replace(
        there, database=wanted.to, keys_file=keys and keys.absolute(), second_place=second.absolute()
    )
    copied = copy_log(there.database, here.database, keyring, second, now, _ears(told))
    erased = take_over(here, adopt=False)
    _tell(copied, _shown(there.database), _shown(here.database), told)
    if erased:
        told.say("adopt.erased_again", calls=erased)
    tell_how_to_go_on(changed(settings, replace(here, database=_shown(here.database))), told)
    return 0


def _second_place(settings: Settings) -> Path:
    second = second_place(settings)
    if second is None:
        raise CannotOpenStorageError(
            "the log needs its second place: name its folder in HEJIE_SECOND_PLACE, as the bot has it"
        )
    return second


def _ears(told: Teller) -> Ears:
    return Ears(
        told.progress("copy.copying"), told.progress("copy.comparing"), told.progress("backup.proving")
    )


def _tell(copied: Copied | None, source: str, to: str, told: Teller) -> None:
    if copied is None:
        told.say("copy.before", to=to)
        return
    told.say(
        "copy.done",
        to=to,
        events=copied.tip.position,
        streams=copied.streams,
        checkpoints=copied.checkpoints,
        hash=copied.tip.hash.hex()[:_HASH],
    )
    told.say("copy.former", source=source)


def _shown(url: str) -> str:
    """Return the address of a store without what is secret in it."""
    if url.startswith(POSTGRES) and Address.read(url) is None:
        return f"{POSTGRES}…"
    for secret in secrets_in(url):
        url = url.replace(secret, "…")
    return url
