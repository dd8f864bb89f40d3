"""Files that were asked for: a thumb that slips asks this program for one, not for two."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.telegram.incoming import Tap

MOST_REMEMBERED: Final = 1_000
"""Wishes that are told apart from taps that came twice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the latest buttons that send a file were tapped for, so that a second tap sends no second one.

    The message stays as it is once the file is there: the same may be wished for again after ``lasts``. Two
    taps that two programs take bring two files, each of them noted.
    """

    lasts: timedelta
    _wishes: OrderedDict[tuple[int, int, str], datetime] = field(default_factory=OrderedDict)
    """By chat, message and what is wanted: when."""

    def is_new(self, tap: Tap, what: str, now: datetime) -> bool:
        """Tell whether a tap asks for a file that is not on its way, and remember it from then on."""
        key = (tap.chat, tap.message, what)
        known = self._wishes.get(key)
        if known is not None and now - known < self.lasts:
            return False
        self._wishes[key] = now
        self._wishes.move_to_end(key)
        while len(self._wishes) > MOST_REMEMBERED:
            self._wishes.popitem(last=False)
        return True

    def forget(self, tap: Tap, what: str) -> None:
        """Forget a wish that was refused: it may be granted later."""
        self._wishes.pop((tap.chat, tap.message, what), None)
