"""What the call before came to, for whoever calls the same customer back: two lines on the first card."""

from dialogs.program import Outcome, Program
from dialogs.state import SessionState
from dialogs.summary import offered_in
from dialogs.texts import Phrase, Several, Text, Value

MOST_NAMED = 3
"""Promises and offers of one line: more are in the summary of that call."""


def before(program: Program, state: SessionState) -> tuple[Text, ...]:
    """Return when the call before was, how far it came, how it ended; then what it promised and offered."""
    if state.outcome is Outcome.MISTAKEN:
        return ()
    came: dict[str, Value] = {
        "at": state.ended_at or state.stands_since,
        "stage": program.stages[program.steps[state.walk.step].stage].title,
    }
    if state.outcome is None:
        when = Phrase("card.before_open", came)
    else:
        when = Phrase("card.before", came | {"outcome": Phrase(f"outcome.{state.outcome}")})
    left = (*_promised(program, state), *offered_in(program, state))[:MOST_NAMED]
    return (when, Phrase("card.before_left", {"left": Several(left)})) if left else (when,)


def _promised(program: Program, state: SessionState) -> tuple[Text, ...]:
    names = program.lists.get("promises", {})
    return tuple(
        Phrase("card.before_promised", {"promise": names[each.kind], "due": each.due})
        for each in state.walk.promises
        if each.kind in names
    )
