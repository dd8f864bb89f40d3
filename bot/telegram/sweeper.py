"""Takes out of chats what must leave them: anything of a call that was shut, whatever held an identifier."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from bot.outage import Outage
from bot.telegram.crew import Spawn
from bot.telegram.deeds import Tell
from bot.telegram.drawing import draw
from bot.telegram.insistence import Insistence
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.wording import Wording
from dialogs.actors import Actor
from dialogs.ids import PersonId
from dialogs.ports import Kept, ShownCard, ShownCards, StorageUnavailableError
from dialogs.render.stopped import closed
from dialogs.service import Office
from dialogs.state import SessionState
from dialogs.texts import Language, Phrase

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 5.0
MOST: Final = 1_000
"""Messages that are looked at in one go."""
_GONE: Final = frozenset({Outcome.DONE, Outcome.GONE})
_SAYS_SO: Final = frozenset({Outcome.DONE, Outcome.UNCHANGED, Outcome.GONE})


@dataclass(slots=True, kw_only=True)
class Sweeper:
    """Looks every few seconds for messages that the log wants out of their chats, and tries each once.

    A message older than 48 hours stays, Telegram says; one of the bot's can be written over. What neither
    works for is counted, and its person is told.
    """

    messenger: Messenger
    shown: ShownCards
    office: Office
    words: Wording
    insistence: Insistence
    tell: Callable[[Tell], Awaitable[None]]
    spawn: Spawn
    every: float = EVERY_SECONDS
    _away: Outage = field(default_factory=lambda: Outage(LOG, "chats cannot be swept"))
    _busy: set[int] = field(default_factory=set)
    """Chats that are being swept: a flood may last for hours."""

    async def run(self) -> None:
        """Look again and again until cancelled; the first time at once."""
        while True:
            try:
                await self.once()
                self._away.is_over()
            except StorageUnavailableError:
                self._away.goes_on()
            await asyncio.sleep(self.every)

    async def once(self) -> int:
        """Start to sweep every chat that has to be, each for itself; return how many messages there are.

        Raises:
            StorageUnavailableError: what is to be swept cannot be read now.
        """
        found = await self.shown.to_sweep(MOST)
        for chat, messages in groupby(found, key=lambda message: message.chat):
            if chat not in self._busy:
                self._busy.add(chat)
                self.spawn(self._sweep(chat, list(messages)), name="sweep")
        return len(found)

    async def _sweep(self, chat: int, messages: Sequence[ShownCard]) -> None:
        try:
            person = await self.office.directory.actor(PersonId(chat))
            language = Language.ZH if person is None else person.language
            staying = [message for message in messages if await self._stays(message, language)]
            if person is not None and not person.disabled:
                await self._tell(person, staying)
        finally:
            self._busy.discard(chat)

    async def _stays(self, message: ShownCard, language: Language) -> bool:
        """Delete a message, or write over it; tell whether it stays, and it is we who have to say so.

        Where another bot led meanwhile, whoever was first to record that it stays says so.
        """
        if await self._deleted(message) or await self._written_over(message, language):
            await self.shown.forget(message.chat, message.message)
            return False
        return await self.shown.record(replace(message, sweep=False), after=message)

    async def _deleted(self, message: ShownCard) -> bool:
        async def delete(again: bool) -> Answer:  # noqa: FBT001 - an Attempt
            del again  # it can only be deleted once
            return await self.messenger.delete(message.chat, message.message)

        answer = await self.insistence.until_done(message.chat, delete)
        return answer is not None and answer.outcome in _GONE

    async def _written_over(self, message: ShownCard, language: Language) -> bool:
        """Write over a message of the bot; that of a person cannot be."""
        state = await self._shut(message)
        if state is None:
            return False
        drawing = draw(closed(state, language), self.words, self.office.clock())

        async def edit(again: bool) -> Answer:  # noqa: FBT001 - an Attempt
            del again  # the same a second time changes nothing
            return await self.messenger.edit(message.chat, message.message, drawing.text, drawing.keyboard)

        answer = await self.insistence.until_done(message.chat, edit)
        return answer is not None and answer.outcome in _SAYS_SO

    async def _shut(self, message: ShownCard) -> SessionState | None:
        """Return the call of a message, if nobody is shown it; what held an identifier may be of any."""
        state = None if message.session is None else await self.office.calls.at(message.session)
        return None if state is None or state.kept is Kept.OPEN else state

    async def _tell(self, person: Actor, staying: Sequence[ShownCard]) -> None:
        shut = [message for message in staying if await self._shut(message) is not None]
        others = [message for message in staying if message not in shut]
        for key, messages in (("sweep.closed", shut), ("sweep.remains", others)):
            if messages:
                said = Phrase(key, {"count": len(messages)})
                await self.tell(Tell(person.person, said, person.language, reply_to=messages[0].message))
