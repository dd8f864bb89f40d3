"""Keyed marks of words: what an index may hold of a text, and what a search asks it for.

A mark is the HMAC of one character or two neighbours under a key of the index's own. Who has the file alone
cannot tell which characters they are, but sees how often each mark stands where: ``docs/explanation``, on
searching words, says what that gives away.
"""

import hmac
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final

from dialogs.searching import plain
from storage.sealing import DataKey

OWNER: Final = "index"
"""Under this name the key of the index stands among the keys of calls; no call is named so."""
_BYTES: Final = 16
_ENOUGH: Final = 8
"""Marks that a search asks for; what they let through is opened and read anyway."""


def marks_of(text: str, key: DataKey) -> frozenset[bytes]:
    """Return the marks of every letter, digit and 汉字 of ``text`` and of every two that are neighbours."""
    runs = list(_runs(plain(text)))
    pieces = {piece for run in runs for piece in run} | {piece for run in runs for piece in _pairs(run)}
    return frozenset(_mark(piece, key) for piece in pieces)


def marks_wanted(term: str, key: DataKey) -> tuple[bytes, ...]:
    """Return marks that every text has which holds ``term``, as :func:`dialogs.searching.plain` wrote it.

    None when the term has no letter, digit or 汉字: then the index cannot help.
    """
    pieces = dict.fromkeys(piece for run in _runs(term) for piece in (_pairs(run) or [run]))
    return tuple(_mark(piece, key) for piece in list(pieces)[:_ENOUGH])


def _runs(text: str) -> Iterator[str]:
    """Cut ``text`` at whatever is neither letter nor digit."""
    for is_word, run in groupby(text, key=str.isalnum):
        if is_word:
            yield "".join(run)


def _pairs(run: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(run)]


def _mark(piece: str, key: DataKey) -> bytes:
    return hmac.digest(key.secret, piece.encode(), "sha256")[:_BYTES]
