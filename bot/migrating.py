"""`hejie log migrate`: takes away what only older versions of the program need, once none can come."""

import argparse
import asyncio
from dataclasses import replace

from bot.settings import Settings
from bot.storing import existing_file, existing_schema, is_served, manner_of, open_rows
from bot.teller import teller
from storage.sql.migrations import Stage
from storage.sqlite import migrate as sqlite
from storage.sqlite.looking import look_into


def run_command(wanted: argparse.Namespace, settings: Settings) -> int:
    """Tell which steps of the schema wait, and apply them; 0.

    Raises:
        CannotOpenStorageError: a program of an older version has the log open, or it cannot be opened.
        KeyringError: its keys cannot be used.
        NoFileError: there is no log yet.
    """
    del wanted
    told = teller(settings)
    found = _stage(settings)
    told.say("schema.stage", schema=found.schema, oldest=found.oldest, code=found.code)
    if not found.missing:
        told.say("schema.nothing")
        return 0
    for step in found.missing:
        told.say("schema.waits", step=step.name)
    asyncio.run(_apply(settings))
    done = _stage(settings)
    told.say("schema.done", schema=done.schema, oldest=done.oldest)
    return 0


def _stage(settings: Settings) -> Stage:
    if is_served(settings):
        return existing_schema(settings)
    return look_into(existing_file(settings), lambda there: sqlite.stage(there, sqlite.known_migrations()))


async def _apply(settings: Settings) -> None:
    async with open_rows(settings, replace(manner_of(settings), shared=True, after_steps=True)):
        pass  # to open it so is to apply them
