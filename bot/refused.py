"""What a refusal says at the command line, where nobody has buttons to tap."""

from dialogs.refusals import Reason, Refusal
from dialogs.texts import Phrase


def at_the_command_line(refusal: Refusal) -> Phrase:
    """Return the sentence for whoever typed a command: they named a call by its id, and can list them."""
    if refusal.reason is Reason.NO_SESSION:
        return Phrase("console.no_session")
    return refusal.phrase
