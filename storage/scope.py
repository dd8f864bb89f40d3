"""Whose calls a list may show to an actor, as a value that every store can turn into a condition."""

from dataclasses import dataclass
from typing import assert_never

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.ids import PersonId, TeamId


@dataclass(frozen=True, slots=True)
class Scope:
    """A call is in it when it is this agent's or this team's, or when everything is."""

    agent: PersonId | None = None
    team: TeamId | None = None
    everything: bool = False

    def admits(self, agent: PersonId, team: TeamId) -> bool:
        """Tell whether a call of ``agent`` in ``team`` may be shown."""
        return self.everything or agent == self.agent or team == self.team


def scope_of(actor: Actor, action: Action = Action.READ_SESSION) -> Scope:
    """Return the calls over which ``action`` reaches for ``actor``; none for a disabled person."""
    over = reach(actor, action)
    match over:
        case Reach.NONE:
            return Scope()
        case Reach.OWN:
            return Scope(agent=actor.person)
        case Reach.TEAM:
            return Scope(agent=actor.person, team=actor.team)
        case Reach.ALL:
            return Scope(everything=True)
        case _:
            assert_never(over)
