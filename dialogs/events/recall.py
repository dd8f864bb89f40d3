"""What happens to a call when its playbook must not be used any more."""

from dataclasses import dataclass

from dialogs.events.fact import Fact
from dialogs.ids import PlaybookSlug, Revision, StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver(Fact):
    """The revision of this call was recalled, and the call went on in its successor."""

    step: StepId
    """Where it stood."""
    playbook: PlaybookSlug
    """The successor's."""
    revision: Revision
    """The successor's."""
    target: StepId
    """Where it stands in the successor."""
    returns_to: tuple[StepId, ...] = ()
    """Where the detours that are still open come back to, outermost first."""
    reason: str
    """Why the revision was recalled, in the words of whoever did; never a customer's words."""
