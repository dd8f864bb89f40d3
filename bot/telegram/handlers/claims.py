"""Cards from which one thing can be asked for once: noted in their record, whoever takes the tap."""

from dataclasses import dataclass, replace
from typing import Final

from bot.telegram.incoming import Tap
from dialogs.ports import ShownCard, ShownCards

_MOST_RACES: Final = 5
_CLAIMED: Final = "-"
"""How the record begins of a card that belongs to no call, and what follows is the tap that asked."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What was asked for from which card, of cards that belong to no call and are written over then.

    The version that is recorded of such a card, which has none, says after how many tries it was asked last.
    """

    shown: ShownCards

    async def is_first(self, tap: Tap, tried: int) -> bool:
        """Tell whether nobody asked yet from a card that was drawn after so many tries; from then on one did.

        The same tap, brought a second time, is the first still: whoever took it may be gone.
        """
        mark = f"{_CLAIMED}{tap.query}"
        for _ in range(_MOST_RACES):
            before = await self.shown.at(tap.chat, tap.message)
            if before is not None and before.version == tried + 1:
                return before.digest == mark
            card = before or ShownCard(
                chat=tap.chat, message=tap.message, session=None, version=0, digest=_CLAIMED, live=False
            )
            if await self.shown.record(replace(card, version=tried + 1, digest=mark), after=before):
                return True
        return False

    async def give_up(self, tap: Tap, tried: int) -> None:
        """Let it be asked for again: it was refused, and may be granted later."""
        before = await self.shown.at(tap.chat, tap.message)
        if before is not None and before.version == tried + 1:
            await self.shown.record(replace(before, version=tried), after=before)
