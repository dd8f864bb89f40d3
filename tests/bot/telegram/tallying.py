"""A tally that writes down what it hears."""

from dataclasses import dataclass, field

from bot.telegram.fates import Fate
from bot.telegram.tally import Settled
from dialogs.cards import Verb


@dataclass(slots=True)
class Heard:
    """What was heard, in order, each kind for itself."""

    updates: list[Settled] = field(default_factory=list)
    taps: list[Verb | None] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    calls: list[tuple[str, Fate]] = field(default_factory=list)

    def settled(self, how: Settled) -> None:
        self.updates.append(how)

    def tapped(self, verb: Verb | None) -> None:
        self.taps.append(verb)

    def refused(self, why: str) -> None:
        self.refusals.append(why)

    def called(self, method: str, fate: Fate) -> None:
        self.calls.append((method, fate))
