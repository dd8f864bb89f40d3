"""Plans by which a disk refuses what SQLite asks of it."""

import random
from sqlite3 import SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE
from typing import Final

from tests.disk.disk import Deed, Kind
from tests.disk.library import OK

CODES: Final = {
    Kind.WRITE: SQLITE_FULL,
    Kind.TRUNCATE: SQLITE_IOERR_TRUNCATE,
    Kind.SYNC: SQLITE_IOERR_FSYNC,
}
"""With what each kind of deed is refused, unless a plan says otherwise."""


class Once:
    """Refuses the next deed of a kind on a file whose name ends in a certain way, once it is armed."""

    def __init__(self, kind: Kind, suffix: str, code: int | None = None) -> None:
        self._kind, self._suffix, self._code = kind, suffix, code or CODES[kind]
        self._armed = False
        self.refused = 0

    def arm(self) -> None:
        self._armed = True

    def __call__(self, deed: Deed) -> int:
        if not self._armed or deed.kind is not self._kind or not deed.path.name.endswith(self._suffix):
            return OK
        self._armed = False
        self.refused += 1
        return self._code


class While:
    """Refuses every deed of a kind for as long as it is switched on, and counts all that it is asked."""

    def __init__(self, kind: Kind, code: int | None = None) -> None:
        self._kind, self._code = kind, code or CODES[kind]
        self.is_on = False
        self.deeds = 0

    def __call__(self, deed: Deed) -> int:
        self.deeds += 1
        return self._code if self.is_on and deed.kind is self._kind else OK


class Nth:
    """Refuses the deed that comes ``number`` deeds after the first, whatever it is."""

    def __init__(self, number: int | None = None) -> None:
        self._number = number
        self.deeds = 0

    @property
    def refused(self) -> int:
        return int(self._number is not None and self.deeds > self._number)

    def __call__(self, deed: Deed) -> int:
        self.deeds += 1
        return CODES[deed.kind] if self.deeds - 1 == self._number else OK


class Seeded:
    """Refuses each deed with the same chance; the same seed and the same deeds give the same refusals."""

    def __init__(self, seed: int, chance: float) -> None:
        self._draw, self._chance = random.Random(seed), chance

    def __call__(self, deed: Deed) -> int:
        return CODES[deed.kind] if self._draw.random() < self._chance else OK
