"""Trying a call again until its outcome is settled, for as long as the program runs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.intake import Patience
from bot.telegram.messenger import Answer, Messenger, Outcome

SPREAD: Final = 0.5
"""By what part of a wait chats differ at most: those who failed together do not come back together."""
_PRIME: Final = 7919

Attempt = Callable[[bool], Awaitable[Answer | None]]
"""One try of a call: told whether an earlier one may have been done; none when it is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Insistence:
    """Repeats what was put off or may not have arrived, each chat for itself."""

    messenger: Messenger
    patience: Patience = field(default_factory=Patience)

    async def until_done(self, chat: int, attempt: Attempt) -> Answer | None:
        """Return the outcome of ``attempt`` once it is settled; none when it is not wanted any more.

        A flooded chat is waited for, which counts as no failure. A server that is not reached, or an outcome
        that nobody knows, is tried again with growing patience: there is no last time, since a message that
        is given up is lost for ever.
        """
        failures, in_doubt = 0, False
        while True:
            await self.messenger.ready(chat)
            answer = await attempt(in_doubt)
            match answer:
                case Answer(outcome=Outcome.LATER):
                    continue
                case Answer(outcome=Outcome.NOT_SENT | Outcome.UNKNOWN):
                    in_doubt = in_doubt or answer.outcome is Outcome.UNKNOWN
                    failures += 1
                    await asyncio.sleep(self._seconds(chat, failures))
                case _:
                    return answer

    def _seconds(self, chat: int, failures: int) -> float:
        own = chat * _PRIME % 1000 / 1000
        return self.patience.seconds(failures) * (1 + SPREAD * own)
