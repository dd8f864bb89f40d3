"""Recording what a message of a chat shows, unless another program drew there meanwhile."""

from dataclasses import replace
from typing import Final

from dialogs.ports import ShownCard, ShownCards

MOST_RACES: Final = 5
"""How often somebody else may be faster before we leave it."""


async def record(
    shown: ShownCards, before: ShownCard | None, after: ShownCard, *, can_wait: bool = False
) -> bool:
    """Set what is shown from ``before`` to ``after``; false when somebody else was faster.

    A mere count of messages below is no race, another drawing is.

    Raises:
        StorageUnavailableError: nothing is known to be recorded.
    """
    for _ in range(MOST_RACES):
        if before == after or await shown.record(after, after=before, can_wait=can_wait):
            return True
        now = await shown.at(after.chat, after.message)
        if before is None or now is None or replace(now, below=0) != replace(before, below=0):
            return False
        before, after = now, replace(after, below=now.below)
    return False
