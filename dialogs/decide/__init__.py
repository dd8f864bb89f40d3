"""All the rules of a tap: what a command does to a call, or why it does nothing."""

from datetime import datetime

from dialogs.commands import SessionCommand
from dialogs.decide.decision import Decision
from dialogs.decide.session import decide_command
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.state import SessionState

__all__ = ["Decision", "decide"]


def decide(
    program: Program, state: SessionState, command: SessionCommand, now: datetime
) -> Decision | Refusal:
    """Return the events that ``command`` leads to, or why it leads to none.

    ``now`` is aware and in the firm's own zone, so that local days can be counted; events carry UTC. The
    actor's right to try has been asked before (``dialogs.access``); here stand the rules of the call itself.
    """
    return decide_command(program, state, command, now)
