"""Bots that break a promise each: what a storm must find out."""

import asyncio
from dataclasses import replace

from bot.telegram.easel import Easel
from bot.telegram.face import TelegramFace
from bot.telegram.insistence import Attempt, Insistence
from bot.telegram.messenger import Answer, Outcome
from bot.telegram.presenter import Presenter
from storage.opening import Storage
from tests.kill.broken import Forgetful


class GivesUp(Insistence):
    """Takes an unknown outcome for the last word."""

    async def until_done(self, chat: int, attempt: Attempt) -> Answer | None:
        while True:
            await self.messenger.ready(chat)
            answer = await attempt(False)
            if answer is None or answer.outcome not in {Outcome.LATER, Outcome.NOT_SENT}:
                return answer
            await asyncio.sleep(self.patience.first)


class KeepsQuiet(Insistence):
    """Does not say that a copy may be the second."""

    async def until_done(self, chat: int, attempt: Attempt) -> Answer | None:
        async def unmarked(again: bool) -> Answer | None:
            del again
            return await attempt(False)

        return await Insistence.until_done(self, chat, unmarked)


class Drops(TelegramFace):
    """Drops a message after an unknown outcome."""

    def _presenter(self, easel: Easel) -> Presenter:
        presenter = TelegramFace._presenter(self, easel)
        presenter.insistence = GivesUp(presenter.messenger, presenter.insistence.patience)
        return presenter


class Unmarked(TelegramFace):
    """Sends again what may have arrived, and does not say so."""

    def _presenter(self, easel: Easel) -> Presenter:
        presenter = TelegramFace._presenter(self, easel)
        presenter.insistence = KeepsQuiet(presenter.messenger, presenter.insistence.patience)
        return presenter


def forgetting_cards(storage: Storage) -> Storage:
    """Return a storage that forgets the cards that it was told of."""
    return replace(storage, shown=Forgetful(storage.shown))
