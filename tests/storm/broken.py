"""Bots that break a promise each: what a storm must find out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.telegram.easel import Easel
from bot.telegram.face import TelegramFace
from bot.telegram.insistence import Attempt, Insistence
from bot.telegram.messenger import Answer, Outcome
from bot.telegram.presenter import Presenter
from dialogs.ids import SessionId
from dialogs.ports import ShownCard, ShownCards
from storage.opening import Storage


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


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Does not find a card again that is behind, nor one that another card replaced."""

    cards: ShownCards

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        card = await self.cards.of_session(chat, session)
        return card if card is not None and card.version == 0 else None

    async def at(self, chat: int, message: int) -> ShownCard | None:
        return await self.cards.at(chat, message)

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        return ()

    async def forget(self, chat: int, message: int) -> None:
        await self.cards.forget(chat, message)

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        return ()

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        return await self.cards.record(card, after=after, can_wait=can_wait)

    async def passed(self, chat: int) -> None:
        await self.cards.passed(chat)

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        return ()


def forgetting_cards(storage: Storage) -> Storage:
    """Return a storage that forgets the cards that it was told of."""
    return replace(storage, shown=Forgetful(storage.shown))
