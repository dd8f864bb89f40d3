"""What a service answers."""

from dataclasses import dataclass

from dialogs.ports import AlreadyRecorded, Appended
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.state import SessionState


@dataclass(frozen=True, slots=True)
class Done:
    """The command counted, now or when it first came; here is the call as it stands."""

    program: Program
    state: SessionState
    changed: bool = True
    """Whether this very command wrote something."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written; the call as it stands, if there is one that the actor may see."""

    refusal: Refusal
    program: Program | None = None
    state: SessionState | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A wish that is not about one call was carried out."""

    changed: bool = True


@dataclass(frozen=True, slots=True)
class Erased(Told):
    """The words of a call are erased, now or before."""

    left_in_chats: int = 0
    """How many messages that carried something of it stood in chats then."""


def told(written: Appended | AlreadyRecorded | Refusal | None) -> Told | Refusal:
    """Return what to answer when the log answered so; none for nothing to write."""
    return written if isinstance(written, Refusal) else Told(changed=isinstance(written, Appended))
