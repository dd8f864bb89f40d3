"""Looking for calls by what was said in them. What is looked for stays neither here nor in the chat."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap, Words
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.refusals import Reason, Refusal
from dialogs.render.finds import CALLS, find_card
from dialogs.sealed import Sealed
from dialogs.texts import Phrase

MOST_SECONDS: Final = 10.0
"""How long a search may take: below what one try of an update is given, after which it would begin anew."""


@dataclass(frozen=True, slots=True)
class Finds:
    """What supervisors and admins do to find a call by its words."""

    wiring: Wiring
    seconds: float = MOST_SECONDS

    async def tapped(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Ask for a term because a button was tapped; a term never stands on one."""
        forged = Refusal(Reason.UNKNOWN) if button.value else None
        refusal = require(actor, Action.SEARCH) or forged
        if refusal is not None:
            return (AnswerTap(tap.query, refusal.phrase, actor.language),)
        return (AnswerTap(tap.query), await self._ask(actor, tap.chat))

    async def by_words(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        """Carry out ``/find TERM``; without a term, ask for one."""
        _, *rest = words.text.split(maxsplit=1)
        refusal = require(actor, Action.SEARCH)
        if rest or refusal is not None:
            return await self.find(actor, words, "".join(rest))
        return (await self._ask(actor, words.chat),)

    async def find(self, actor: Actor, words: Words, text: str) -> tuple[Deed, ...]:
        """Look for ``text``; the message that carries it goes from the chat, whatever comes of it."""
        gone = Delete(words.chat, words.message)
        try:
            async with asyncio.timeout(self.seconds):
                searched = await self.wiring.searches.search(actor, Sealed(text), CALLS, words.cause)
        except TimeoutError:
            return (Tell(words.chat, Phrase("find.too_slow"), actor.language), gone)
        if isinstance(searched, Refusal):
            return (Tell(words.chat, searched.phrase, actor.language), gone)
        await self.wiring.attention.forget(words.chat)
        return (ShowCard(words.chat, find_card(actor, searched)), gone)

    async def _ask(self, actor: Actor, chat: int) -> Deed:
        await self.wiring.attention.turn_to(chat, Focus(Awaited.TERM))
        return Tell(chat, Phrase(f"ask.{Awaited.TERM}"), actor.language)
