"""Trying a call again for as long as that makes sense."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.intake import Patience
from bot.telegram.messenger import Answer, Messenger, Outcome

MOST_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Insistence:
    """Repeats a call that was put off or did not arrive, each chat for itself."""

    messenger: Messenger
    patience: Patience = field(default_factory=Patience)

    async def until_done(
        self, chat: int, call: Callable[[], Awaitable[Answer]], *, repeat_unknown: int = MOST_TRIES
    ) -> Answer:
        """Return the outcome of ``call`` when it is settled, or the last one when patience ends.

        After an unknown outcome the call is made again ``repeat_unknown`` times: for ever as long as it
        changes nothing the second time, once for a message that may then stand there twice.
        """
        unknown, tries = 0, 0
        while True:
            await self.messenger.ready(chat)
            answer = await call()
            tries += 1
            unknown += answer.outcome is Outcome.UNKNOWN
            if not _may_pass(answer) or unknown > repeat_unknown or tries >= MOST_TRIES:
                return answer
            if answer.outcome is not Outcome.LATER:
                await self.patience.wait(tries)


def _may_pass(answer: Answer) -> bool:
    return answer.outcome in {Outcome.LATER, Outcome.NOT_SENT, Outcome.UNKNOWN}
