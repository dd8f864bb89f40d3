"""What is under way to the bot: shuffled within a window, some of it delivered twice."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tests.storm.person import Sending

WINDOW: Final = 20
"""An update passes at most so many others."""
TWICE: Final = 0.36
"""How often an update comes a second time with the same id; resent taps come on top."""


@dataclass(slots=True)
class Wire:
    """Updates under way. What comes first keeps its order within its queue; a second copy comes any time."""

    chance: random.Random
    delivered: int = 0
    repeated: int = 0
    """How many of those delivered had been delivered before."""
    passed: int = 0
    """How many of those delivered passed an older one."""
    _under_way: list[tuple[Sending, bool]] = field(default_factory=list)
    """With whether it is a second copy; the oldest first."""

    def __len__(self) -> int:
        """Return how many updates are under way."""
        return len(self._under_way)

    def put(self, sent: Iterable[Sending]) -> None:
        """Take what people send."""
        self._under_way += [(each, False) for each in sent]

    def batch(self, most: int) -> list[tuple[Sending, bool]]:
        """Take out what comes next, at most so many, each with whether it had come before."""
        return [self._next() for _ in range(min(most, len(self._under_way)))]

    def _next(self) -> tuple[Sending, bool]:
        window = self._under_way[:WINDOW]
        held: set[str] = set()
        free = []
        for place, (sent, again) in enumerate(window):
            if again or sent.queue not in held:
                free.append(place)
            if not again:
                held.add(sent.queue)
        place = self.chance.choice(free)
        sent, again = self._under_way.pop(place)
        self.delivered += 1
        self.repeated += again
        self.passed += place > 0
        if not again and self.chance.random() < TWICE:
            self._under_way.append((sent, True))
        return sent, again
