"""Says once that something cannot be done, and once that it can again, however often it is tried."""

import logging
from dataclasses import dataclass
from typing import Final

AWAY: Final = "the storage is away"


@dataclass(slots=True)
class Outage:
    """What somebody who tries again and again has said of it."""

    log: logging.Logger
    what: str
    """What happens meanwhile, as messages say it: "cards wait"."""
    _why: str = ""

    def goes_on(self, why: str = AWAY) -> None:
        """Say that it does, unless that was said."""
        if why != self._why:
            self._why = why
            self.log.warning("%s: %s", self.what, why)

    def is_over(self) -> None:
        """Say so, if it was said that it went on."""
        if self._why:
            self._why = ""
            self.log.warning("no longer so: %s", self.what)
