"""What was answered in writing in a call, and what was ticked."""

from dataclasses import dataclass
from datetime import date

from dialogs.events.fact import Fact
from dialogs.ids import ItemId, StepId
from dialogs.money import Money
from dialogs.sealed import Sealed

Given = Sealed | Money | date
"""What an answer in writing comes to: words, an amount, or a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(Fact):
    """A question was answered in writing and the walk moved to ``target``; exactly one value is set."""

    step: StepId
    slot: str
    target: StepId
    returns_to: tuple[StepId, ...] = ()
    """Where the detours that are open after this move come back to, outermost first."""
    words: Sealed | None = None
    amount: Money | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswerChanged(Fact):
    """The answer to a question was corrected in writing; the walk stays. Exactly one value is set."""

    move: int
    """Version of the move that answered the question."""
    step: StepId
    slot: str
    words: Sealed | None = None
    amount: Money | None = None
    day: date | None = None


def given_in(event: AnswerGiven | GivenAnswerChanged) -> Given:
    """Return the value that an answer in writing came to.

    Raises:
        ValueError: it has none, which no rule ever writes.
    """
    for value in (event.words, event.amount, event.day):
        if value is not None:
            return value
    raise ValueError("an answer without a value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTicked(Fact):
    """Something to see to was ticked, or its tick taken away."""

    step: StepId
    item: ItemId
    ticked: bool
