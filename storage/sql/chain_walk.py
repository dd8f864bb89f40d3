"""Walks over the whole log in a database that nobody serves: a backup, or a copy that is to be adopted."""

from storage.chain import Tip
from storage.errors import BrokenChainError
from storage.ports import Told
from storage.silence import unheard
from storage.sql.appender import tip_of
from storage.sql.connection import Connection
from storage.sql.verifying import Verification


def follow_chain(connection: Connection, damage: tuple[type[Exception], ...], told: Told = unheard) -> Tip:
    """Return the end of the log, of which every event follows from the one before it.

    It cannot see that the end was cut off: the marks and the checkpoints of the second place can. ``damage``
    is what is raised when an event that is stored cannot be read.

    Raises:
        BrokenChainError: an event was changed, or one is missing.
    """
    walk = Verification((), {}, damage)
    while walk.step(connection):
        told(walk.done, walk.total)
    if walk.flaw is not None:
        msg = f"the log is not what was written: {walk.flaw}. Keep the file, and restore the latest backup"
        raise BrokenChainError(msg)
    told(walk.done, walk.total)
    return tip_of(connection)
