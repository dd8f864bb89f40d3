"""Walks over the whole log in a file that nobody serves."""

import sqlite3

from storage.chain import Tip
from storage.ports import Told
from storage.silence import unheard
from storage.sql.chain_walk import follow_chain
from storage.sqlite.trouble import REFUSALS


def walk_chain(connection: sqlite3.Connection, told: Told = unheard) -> Tip:
    """Return the end of the log in the file; as :func:`storage.sql.chain_walk.follow_chain`."""
    return follow_chain(connection, REFUSALS, told)
