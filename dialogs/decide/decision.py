"""What a command leads to."""

from dataclasses import dataclass

from dialogs.events import ComplaintEvent, SessionEvent


@dataclass(frozen=True, slots=True)
class Decision:
    """Events to write together. None at all means: already so, nothing to write, not an error."""

    events: tuple[SessionEvent, ...] = ()
    """For the call's own stream."""
    for_complaint: tuple[ComplaintEvent, ...] = ()
    """For the stream of its complaint."""


NOTHING = Decision()
