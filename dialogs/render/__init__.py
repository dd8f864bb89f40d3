"""From the log to a card: a pure function of the program, the state, the viewer and the time."""

from datetime import datetime

from dialogs.cards import Card, Panel, Viewer
from dialogs.cues import changes_at
from dialogs.ports import SessionStatus
from dialogs.program import Program
from dialogs.render.controls import controls
from dialogs.render.stopped import ended, paused
from dialogs.render.walking import blocks
from dialogs.state import SessionState

__all__ = ["render"]

_WHILE_PAUSED = {Panel.END, Panel.SESSIONS}
"""The panels that open on a call that stands still; a button of any other would be refused."""


def render(program: Program, state: SessionState, viewer: Viewer, now: datetime) -> Card:
    """Draw the card of a call as ``viewer`` sees it at ``now`` (aware).

    A call that goes on shows its step; a paused one a line and the way back; one that ended its summary.
    """
    if state.status is SessionStatus.ENDED:
        drawn, buttons = ended(program, state, viewer)
    elif state.status is SessionStatus.PAUSED and viewer.panel not in _WHILE_PAUSED:
        drawn, buttons = paused(program, state, viewer)
    else:
        drawn = blocks(program, state, viewer, now)
        buttons = controls(program, state, viewer, state.moment(viewer.role, now))
    return Card(
        drawn,
        buttons,
        session=state.session,
        turn=state.turn,
        version=state.version,
        language=viewer.language,
        call_language=state.call_language,
        changes_at=changes_at(program, state, now),
    )
