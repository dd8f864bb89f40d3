"""What many power cuts came to."""

from dataclasses import dataclass, field
from typing import Final

from tests.disk.judge import Verdict

MOST_TOLD: Final = 3
"""Findings that are told in full."""


@dataclass(slots=True)
class Figures:
    """A count of each kind of broken promise."""

    seed: int
    cuts: int = 0
    lost: int = 0
    """Acknowledged causes that were gone, over all cuts."""
    losing: int = 0
    """Cuts after which at least one was gone."""
    corrupt: int = 0
    """Cuts after which SQLite found the file damaged."""
    wrong: int = 0
    """Cuts after which an event was doubled, unasked for or torn from its cause, or a stream had a hole."""
    told: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.losing or self.corrupt or self.wrong)

    def count(self, verdict: Verdict, place: str) -> bool:
        """Add one cut; return whether it is told in full, as what was found at ``place``."""
        self.cuts += 1
        self.lost += len(verdict.lost)
        self.losing += bool(verdict.lost)
        self.corrupt += bool(verdict.corrupt)
        self.wrong += bool(verdict.wrong)
        if verdict == Verdict() or len(self.told) >= MOST_TOLD:
            return False
        self.told.append(f"{place}: {verdict}")
        return True

    def __str__(self) -> str:
        return (
            f"{self.cuts:,} power cuts, {self.lost:,} acknowledged lost in {self.losing:,} of them, "
            f"{self.corrupt:,} corrupt, {self.wrong:,} otherwise wrong; seed {self.seed}"
        )
