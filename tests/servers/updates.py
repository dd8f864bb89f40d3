"""Updates that are delivered to replicas, some of them to two at once: who gets which follows from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.events import SessionEvent, WordsNoted
from dialogs.ids import Cause, StepId, StreamId
from dialogs.program import Place
from dialogs.sealed import Sealed
from tests.storage.builders import LIN, NOON, call, chosen

DOUBLED: Final = 0.3
"""The share of updates that two replicas get."""
WITH_WORDS: Final = 0.2


def noted() -> WordsNoted:
    return WordsNoted(
        at=NOON,
        by=LIN.person,
        place=Place.FACT,
        words=Sealed("他说没有收到"),
        step=StepId("greet"),
        said_at=NOON,
    )


@dataclass(frozen=True, slots=True)
class Update:
    """A tap of one call, or words."""

    number: int
    session: str
    event: SessionEvent

    @property
    def stream(self) -> StreamId:
        return call(self.session)

    @property
    def cause(self) -> Cause:
        return Cause(f"update:{self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many updates of how many sessions come to how many replicas."""

    seed: int
    replicas: int
    sessions: int
    updates: int
    on_one: float = 0.0
    """The share of them that comes to the first session, whatever chance gives it besides."""

    def __str__(self) -> str:
        return f"{self.replicas} programs, {self.sessions} sessions, {self.updates:,} updates"

    @property
    def names(self) -> Sequence[str]:
        """Return the sessions."""
        return [f"S{number}" for number in range(self.sessions)]

    def deliveries(self) -> Sequence[tuple[Update, frozenset[int]]]:
        """Return each update, in order, and the replicas that get it."""
        chance = random.Random(self.seed)
        return [(self._update(number, chance), self._getting(chance)) for number in range(self.updates)]

    def of(self, replica: int) -> Sequence[Update]:
        """Return what one replica gets."""
        return [update for update, getting in self.deliveries() if replica in getting]

    def _update(self, number: int, chance: random.Random) -> Update:
        event = noted() if chance.random() < WITH_WORDS else chosen(f"step-{number}")
        session = self.names[0] if chance.random() < self.on_one else chance.choice(self.names)
        return Update(number, session, event)

    def _getting(self, chance: random.Random) -> frozenset[int]:
        first = chance.randrange(self.replicas)
        other = (first + chance.randrange(1, self.replicas)) % self.replicas
        return frozenset({first, other} if chance.random() < DOUBLED else {first})
