"""Who may do what to a call: every door asks it alike."""

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.ports import Kept
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState


def refusal_of(actor: Actor, action: Action, state: SessionState) -> Refusal | None:
    """Return why ``actor`` may not do that to a call; none when they may.

    Nobody sees one that is kept for a rule alone.
    """
    if not state.version:
        return Refusal(Reason.NO_SESSION)
    refusal = require(actor, action, Owner(state.agent, state.team))
    stored = Refusal(Reason.STORAGE_ONLY) if state.kept is Kept.STORED else None
    return refusal or stored
