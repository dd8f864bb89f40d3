"""Whom a call for help did not reach, and whom it did in the end."""

from dataclasses import dataclass

from dialogs.events.fact import Fact
from dialogs.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMissed(Fact):
    """Somebody who was called cannot be written to: they never started the bot, or blocked it."""

    asked: int
    """Version of the event that called: help was asked for, or a sign declared."""
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReached(Fact):
    """Somebody got the message of a call that missed somebody; else none of this is written."""

    asked: int
    """Version of the event that called: help was asked for, or a sign declared."""
    person: PersonId
    name: str


ReachEvent = CallMissed | CallReached
