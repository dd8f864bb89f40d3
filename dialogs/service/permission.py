"""Who may do what to a call: every door asks it alike."""

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.crises import came_with_the_call
from dialogs.ports import Kept
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState


def answers_to(actor: Actor, state: SessionState) -> Action:
    """Return what ``actor`` must be allowed to take on, or to stand down, the crises of a call."""
    own = came_with_the_call(actor, state.agent, state.crises)
    return Action.READ_SESSION if own else Action.TAKE_HELP


def refusal_of(actor: Actor, action: Action, state: SessionState) -> Refusal | None:
    """Return why ``actor`` may not do that to a call; none when they may.

    Nobody sees one that is kept for a rule alone.
    """
    if not state.version:
        return Refusal(Reason.NO_SESSION)
    refusal = require(actor, action, Owner(state.agent, state.team))
    stored = Refusal(Reason.STORAGE_ONLY) if state.kept is Kept.STORED else None
    return refusal or stored
