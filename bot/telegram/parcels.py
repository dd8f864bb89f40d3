"""Writes a file and sends it, and says in the chat how that goes."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.telegram.backend import Upload
from bot.telegram.deeds import SendFile
from bot.telegram.doubt import in_doubt
from bot.telegram.drawing import draw
from bot.telegram.insistence import Insistence
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.wording import Wording
from dialogs.cards import Card
from dialogs.ids import SessionId
from dialogs.ports import ShownCard, ShownCards, StorageUnavailableError
from dialogs.texts import Language, Text
from playbooks.beside import beside

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcels:
    """Sends files. What was begun is lost with the program: whoever asked has to ask anew."""

    messenger: Messenger
    shown: ShownCards
    words: Wording
    clock: Callable[[], datetime]
    insistence: Insistence
    closed: Callable[[SessionId], Awaitable[bool]]
    """Tells whether a call is shown to nobody any more, or its words were erased."""

    async def send(self, deed: SendFile) -> None:
        """Write a file and send it; when that cannot be done, the message that was tapped says so."""
        if deed.busy is not None:
            await self._say(deed, deed.busy)
        content = await self._written(deed)
        sent = None if content is None else await self._sent(deed, Upload(deed.name, content))
        if sent is None or sent.outcome is not Outcome.DONE:
            await self._say(deed, deed.failed)
            return
        await self.shown.passed(deed.chat)
        if deed.about is not None:
            await self._remember(deed.chat, sent.message, deed.about)
        if (over := deed.over) is not None:
            await self.insistence.until_done(deed.chat, lambda _: self.messenger.delete(deed.chat, over))

    async def _written(self, deed: SendFile) -> bytes | None:
        say = partial(self._spoken, now=self.clock())
        try:
            return await beside(deed.write, say)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits for the file must hear of it
            LOG.error("a file cannot be written: %s", type(error).__name__)  # noqa: TRY400 - it may hold words
            return None

    def _spoken(self, text: Text, language: Language, now: datetime) -> str:
        return self.words.say(text, language, now)

    async def _remember(self, chat: int, message: int, session: SessionId) -> None:
        """Note what the file carries; what came into the chat as its words were erased must leave it again.

        The erasure sweeps what was noted before it, and this what is noted after: nothing falls between.
        """
        carries = ShownCard(chat=chat, message=message, session=session, version=0, digest="", live=False)
        await self.shown.record(carries, after=None)
        if await self.closed(session):
            await self.shown.record(replace(carries, sweep=True), after=carries)

    async def _sent(self, deed: SendFile, file: Upload) -> Answer | None:
        async def send(again: bool) -> Answer | None:  # noqa: FBT001 - an Attempt
            if deed.about is not None and await self.closed(deed.about):
                return None
            under = draw(in_doubt(deed.under) if again else deed.under, self.words, self.clock())
            return await self.messenger.send_file(deed.chat, file, under.text, under.keyboard)

        try:
            return await self.insistence.until_done(deed.chat, send)
        except StorageUnavailableError:
            LOG.warning("a file is not sent: the storage cannot say whether its call may still be shown")
            return None

    async def _say(self, deed: SendFile, card: Card) -> None:
        drawing = draw(card, self.words, self.clock())

        async def edit(again: bool) -> Answer:  # noqa: FBT001 - an Attempt
            del again  # the same a second time changes nothing
            if deed.over is None:
                return await self.messenger.send(deed.chat, drawing.text, drawing.keyboard, silent=True)
            return await self.messenger.edit(deed.chat, deed.over, drawing.text, drawing.keyboard)

        await self.insistence.until_done(deed.chat, edit)
