"""How a log is opened, beyond where it is."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from storage.keyring import Keyring
from storage.ports import Meter, Told
from storage.silence import SILENT

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 5.0
"""Seconds; a backup or a look from the command line is over by then."""


def _logged(done: int, of: int) -> None:
    LOG.info("the index of words is being built: %d of %d events", done, of)


LOGGED: Final[Told] = _logged


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a log is opened, beyond where it is."""

    keyring: Keyring | None = None
    """The firm's keys; without them those beside the file, which are made for a new one."""
    second: Path | None = None
    """The folder of the second place; without it one beside the file."""
    meter: Meter = field(default=SILENT)
    patience: float = PATIENCE
    """Seconds to wait for another program that holds a file."""
    shared: bool = False
    """Whether other programs may write the log too, where its engine allows that."""
    adopt: bool = False
    """Whether to take a copy for the log from here on."""
    after_steps: bool = False
    """Whether to take away what only older versions of the program need, which are then refused."""
    keys_may_be_missing: bool = False
    """Whether calls may be there that no operating key opens: to lock their keys anew."""
    index: bool | None = None
    """Whether there is to be an index of words; none leaves it as it is, and so does a log that is shared."""
    indexed: Told = LOGGED
    """Hears how far the building of the index has come."""


PLAIN: Final = Manner()
