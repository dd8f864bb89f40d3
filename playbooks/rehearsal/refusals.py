"""What a rehearsal says of deeds that are refused, or leave the playbook, otherwise than it expects."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.edit import as_value
from playbooks.rehearsal.comparing import Difference
from playbooks.rehearsal.deeds import Deed
from playbooks.rehearsal.script import Turn
from playbooks.rehearsal.voice import HIDDEN
from playbooks.source import Trail


def refused(deed: Deed, why: str, step: str, trail: Trail) -> Difference:
    """Say that a deed, which stands at ``trail``, is refused where nothing expects it."""
    is_so = "is not on the card" if why == HIDDEN else f"is refused ({why})"
    return Difference(
        trail,
        "RH105",
        f'"{deed}" {is_so} at "{step}"',
        "mend the way there, or expect it",
        parts=True,
        cause=Cause.RH105_HIDDEN if why == HIDDEN else Cause.RH105_REFUSED,
        named=(str(deed), step),
        added=f"refused: {as_value(why)}",
    )


def refused_otherwise(expected: str, why: str, trail: Trail) -> Difference:
    """Say that a deed is refused for another reason than the ``expected`` one, which stands at ``trail``."""
    words = f'it is refused with "{why}", not with "{expected}"'
    cause = Cause.RH105_NO_BUTTON if why == HIDDEN else Cause.RH105_REASON
    return Difference(trail, "RH105", words, instead=why, cause=cause, named=(expected,))


def left_otherwise(deed: Deed, left: str, turn: Turn, trail: Trail) -> Iterator[Difference]:
    """Compare the exit by which a deed left a borrowed playbook with the expected one."""
    words = f'"{deed}" leaves this playbook by "{left}"'
    if turn.leaves is None:
        yield Difference(
            (*trail, deed.kind.value),
            "RH105",
            words,
            f"expect it: leaves: {left}",
            parts=True,
            cause=Cause.RH105_LEAVES,
            named=(str(deed),),
            added=f"leaves: {left}",
        )
    elif turn.leaves != left:
        yield Difference(
            (*trail, "leaves"),
            "RH105",
            f'{words}, not by "{turn.leaves}"',
            instead=left,
            cause=Cause.RH105_EXIT,
            named=(str(deed), turn.leaves),
        )


def went_on(turn: Turn, trail: Trail) -> Iterator[Difference]:
    """Find what was expected to be refused, or to leave the playbook, and did neither."""
    if turn.refused is not None:
        yield Difference(
            (*trail, "refused"),
            "RH105",
            "this is not refused any more",
            'delete "refused", or mend the condition',
            parts=True,
            cause=Cause.RH105_ALLOWED,
            named=(turn.refused,),
        )
    if turn.leaves is not None:
        yield Difference(
            (*trail, "leaves"),
            "RH105",
            "this does not leave the playbook",
            'delete "leaves"',
            parts=True,
            cause=Cause.RH105_STAYS,
            named=(turn.leaves,),
        )
