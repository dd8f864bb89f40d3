"""Walks over the whole log in a file that nobody serves: a backup, or a copy that is to be adopted."""

import sqlite3

from storage.chain import Tip
from storage.errors import BrokenChainError
from storage.ports import Told
from storage.silence import unheard
from storage.sql.appending import tip_of
from storage.sql.verifying import Verification
from storage.sqlite.trouble import REFUSALS


def walk_chain(connection: sqlite3.Connection, told: Told = unheard) -> Tip:
    """Return the end of the log in the file, of which every event follows from the one before it.

    It cannot see that the end was cut off: the marks and the checkpoints of the second place can.

    Raises:
        BrokenChainError: an event was changed, or one is missing.
    """
    walk = Verification((), {}, REFUSALS)
    while walk.step(connection):
        told(walk.done, walk.total)
    if walk.flaw is not None:
        msg = f"the log is not what was written: {walk.flaw}. Keep the file, and restore the latest backup"
        raise BrokenChainError(msg)
    told(walk.done, walk.total)
    return tip_of(connection)
