"""Takes a copy for the log from here on, when somebody says that it is the one to go on with."""

import asyncio
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Final

from bot.settings import Settings
from bot.storing import existing_file, is_served, open_log, second_place
from bot.teller import Teller, teller
from storage.marks import Standing
from storage.ports import Told
from storage.postgres import looking as served
from storage.postgres import past
from storage.postgres.connection import PostgresConnection
from storage.postgres.trouble import DAMAGE
from storage.second_place import SecondPlace
from storage.sql.chain_walk import follow_chain
from storage.sql.connection import Connection
from storage.sql.key_rows import locked_calls
from storage.sqlite.chain_walk import walk_chain
from storage.sqlite.looking import look_into
from storage.sqlite.opening import check_pages
from storage.sqlite.past import log_id, standing

_NOT_YET: Final = 1


def adopt(settings: Settings, *, agreed: bool) -> int:
    """Tell what the marks say against this file, and with ``agreed`` go on with it; 1 without.

    Raises:
        CannotOpenStorageError: it is damaged, or its chain broken, or a bot has it open.
    """
    told = teller(settings)
    found = _examined(settings, told.progress("backup.proving"))
    if found is None or not found.troubles:
        told.say("adopt.nothing")
        return 0
    _tell(found, told)
    if not agreed:
        told.say("adopt.say_yes")
        return _NOT_YET
    erased = take_over(settings)
    told.say("adopt.done", events=found.tip.position)
    if erased:
        told.say("adopt.erased_again", calls=erased)
    return 0


def _examined(settings: Settings, told: Told) -> Standing | None:
    if is_served(settings):
        return served.look_into(settings.database, partial(_examined_there, settings=settings, told=told))
    path, folder = existing_file(settings), second_place(settings)

    def look(connection: sqlite3.Connection) -> Standing | None:
        check_pages(connection, path, whole=True)
        found = None if folder is None else standing(connection, path, folder)
        if found is not None:
            walk_chain(connection, told)
        return found

    return look_into(path, look)


def _examined_there(connection: PostgresConnection, settings: Settings, told: Told) -> Standing | None:
    folder = second_place(settings)
    found = None if folder is None else past.standing(connection, folder)
    if found is not None:
        follow_chain(connection, DAMAGE, told)
    return found


def _tell(found: Standing, told: Teller) -> None:
    told.say("adopt.whole", events=found.tip.position)
    for trouble in found.troubles:
        told.say("adopt.trouble", what=trouble)
    if found.missing:
        told.say("adopt.missing", events=found.missing)
    elif not found.is_marked:
        told.say("adopt.nobody_knows")


def take_over(settings: Settings, *, adopt: bool = True) -> int:
    """Make the marks of the log as it is, erase again what a copy brought back, and return of how many calls.

    Raises:
        CannotOpenStorageError, KeyringError: it cannot be opened.
    """
    brought_back = _brought_back(settings)

    async def opened() -> None:
        async with open_log(settings, adopt=adopt):
            pass  # which erases what is listed as erased, before anybody is served

    asyncio.run(opened())
    return len(brought_back) - len(_brought_back(settings))


def _brought_back(settings: Settings) -> Sequence[str]:
    """Return the calls whose words had been erased and that have a key again."""
    folder = second_place(settings)
    if folder is None:
        return ()

    def look(connection: Connection, log: str | None) -> Sequence[str]:
        erasures = () if log is None else SecondPlace(folder, log).erasures()
        return locked_calls(connection, list(dict.fromkeys(each.session for each in erasures)))

    if is_served(settings):
        return served.look_into(settings.database, lambda there: look(there, past.log_id(there)))
    return look_into(existing_file(settings), lambda there: look(there, log_id(there)))
