"""What supervisors write beside a call."""

from dataclasses import dataclass

from dialogs.events.fact import Fact
from dialogs.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkMade(Fact):
    """A supervisor wrote something about a call."""

    words: Sealed
    version: int
    """Version of the call that the supervisor saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRated(Fact):
    """A supervisor rated a finished call, 1 to 5; the latest counts."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkAnswered(Fact):
    """The agent answered the review."""

    words: Sealed


ReviewEvent = RemarkMade | SessionRated | RemarkAnswered
