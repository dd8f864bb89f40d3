"""What a person does on a card, named so that it means the same in the next version of a playbook."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The deeds; each is also the key under which a rehearsal writes it."""

    TAP = "tap"
    """An answer of the step, or one that is open everywhere, by its id."""
    TYPE = "type"
    """Words, which answer the step's question or go where it listens."""
    TEMPERATURE = "temperature"
    BACK = "back"
    JUMP = "jump"
    PICK = "pick"
    UNPICK = "unpick"
    TICK = "tick"
    """Something to see to, at a check."""
    UNTICK = "untick"
    COMPLIANCE = "compliance"
    CORRECT = "correct"
    """Another answer than the one given at an earlier step: the id of a choice, or what would be written."""
    MOVE = "move"
    """The words typed last belong elsewhere."""
    FLAG = "flag"
    HELP = "help"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    SPEAK = "speak"
    """The language of the lines from here on."""
    WAIT = "wait"
    """Seconds pass."""


BARE = frozenset({Kind.BACK, Kind.FLAG, Kind.HELP, Kind.RESUME})
"""What needs no more than its name."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done. What ``value`` is depends on the kind: an id, words, a number in digits."""

    kind: Kind
    value: str = ""
    at: str = ""
    """The step whose answer is corrected."""
    visit: int = 0
    """Which of several visits to that step, from 1; 0 is the last one."""
    goes_back: bool = False
    """Whether the walk goes on from the corrected step."""

    def __str__(self) -> str:
        """Return the deed as a rehearsal would write it."""
        if self.kind is Kind.CORRECT:
            return f"{self.kind} {self.at} to {self.value}"
        return str(self.kind) if self.kind in BARE else f"{self.kind} {self.value}".rstrip()
