"""Does in the chat what a handler decided, once the log is durable."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import Final, assert_never

from bot.telegram.card_text import LONGEST_TEXT
from bot.telegram.crew import Spawn, side_by_side
from bot.telegram.deeds import AnswerTap, Deed, Delete, ShowCall, ShowCard, Sweep, Tell
from bot.telegram.drawing import Drawing, draw
from bot.telegram.easel import Easel
from bot.telegram.insistence import Insistence
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.ordering import Lanes
from bot.telegram.wording import Wording
from dialogs.ports import ShownCard, ShownCards
from dialogs.texts import Phrase

LOG: Final = logging.getLogger(__name__)
MOST_UNDER_WAY: Final = 64
"""Bundles of deeds that one chat may have under way: beyond them its flood limit would fill the memory."""
_CUT: Final = "…"


@dataclass(slots=True, kw_only=True)
class Presenter:
    """Answers taps at once, draws cards, and keeps the order of everything else within a chat."""

    messenger: Messenger
    easel: Easel
    shown: ShownCards
    words: Wording
    clock: Callable[[], datetime]
    insistence: Insistence
    _lanes: Lanes = field(default_factory=Lanes)
    _under_way: Counter[int] = field(default_factory=Counter)

    def start(self, deeds: tuple[Deed, ...], spawn: Spawn) -> None:
        """Start ``deeds`` and return at once; what a flooded chat cannot take any more is dropped."""
        if deeds:
            spawn(self._bounded(deeds), name="deeds")

    async def perform(self, deeds: tuple[Deed, ...]) -> None:
        """Do ``deeds``; a chat's refusals are settled here and break nothing.

        Answers and cards go out at once and side by side; everything else in its order, one after another in
        a chat.

        Raises:
            StorageUnavailableError: what is shown cannot be looked up now; the card is drawn again later.
        """
        drawn = asyncio.Event()
        chats = dict.fromkeys(each.chat for each in deeds if not isinstance(each, AnswerTap | ShowCall))
        await side_by_side(
            *(self._answer(deed) for deed in deeds if isinstance(deed, AnswerTap)),
            self._draw(deeds, drawn),
            *(self._in_order(chat, deeds, drawn) for chat in chats),
        )

    async def _bounded(self, deeds: tuple[Deed, ...]) -> None:
        chat = next((each.chat for each in deeds if not isinstance(each, AnswerTap)), 0)
        if chat and self._under_way[chat] >= MOST_UNDER_WAY:
            LOG.warning("a flooded chat misses %d deeds", len(deeds))
            return
        self._under_way[chat] += 1
        try:
            await self.perform(deeds)
        finally:
            self._under_way[chat] -= 1
            if not self._under_way[chat]:
                del self._under_way[chat]

    async def _draw(self, deeds: tuple[Deed, ...], drawn: asyncio.Event) -> None:
        try:
            for deed in deeds:
                if isinstance(deed, ShowCall):
                    await self.easel.show(deed)
        finally:
            drawn.set()

    async def _in_order(self, chat: int, deeds: tuple[Deed, ...], drawn: asyncio.Event) -> None:
        async with self._lanes.lane(chat):
            for deed in deeds:
                match deed:
                    case AnswerTap() | ShowCall():
                        continue
                    case _ if deed.chat != chat:
                        continue
                    case ShowCard():
                        await self._show_card(deed)
                    case Tell():
                        await self.tell(deed)
                    case Delete():
                        await drawn.wait()  # a text goes once its masked form stands on the card
                        await self._delete(chat, deed.message)
                    case Sweep():
                        await drawn.wait()
                        await self._sweep(deed)
                    case _:
                        assert_never(deed)

    async def _answer(self, deed: AnswerTap) -> None:
        text = self.words.say(deed.say, deed.language, self.clock()) if deed.say else ""
        await self.messenger.answer(deed.query, text, alert=deed.alert)

    async def tell(self, deed: Tell) -> None:
        """Send a short message without a sound."""
        said = self.words.say(deed.say, deed.language, self.clock())
        text = escape(
            said if len(said) <= LONGEST_TEXT // 2 else said[: LONGEST_TEXT // 2] + _CUT, quote=False
        )

        async def send() -> Answer:
            return await self.messenger.send(deed.chat, text, silent=True, reply_to=deed.reply_to)

        answer = await self.insistence.until_done(deed.chat, send, repeat_unknown=0)
        if answer.outcome is Outcome.DONE:
            await self.shown.passed(deed.chat)

    async def _show_card(self, deed: ShowCard) -> None:
        drawing = draw(deed.card, self.words, self.clock())
        over = deed.over
        if over is not None:
            edited = await self.insistence.until_done(
                deed.chat, lambda: self.messenger.edit(deed.chat, over, drawing.text, drawing.keyboard)
            )
            if edited.outcome in {Outcome.DONE, Outcome.UNCHANGED}:
                await self._remember(deed.chat, over, drawing)
                return
            if edited.outcome not in {Outcome.GONE, Outcome.TOO_OLD}:
                return
        sent = await self.insistence.until_done(
            deed.chat,
            lambda: self.messenger.send(deed.chat, drawing.text, drawing.keyboard, silent=True, protect=True),
            repeat_unknown=1,
        )
        if sent.outcome is Outcome.DONE:
            await self.shown.passed(deed.chat)
            await self._remember(deed.chat, sent.message, drawing)

    async def _remember(self, chat: int, message: int, drawing: Drawing) -> None:
        """Record a card that belongs to no call; over a call's card it still holds that call's place."""
        before = await self.shown.at(chat, message)
        fresh = ShownCard(chat=chat, message=message, session=None, version=0, digest="")
        # A place that is held for a call's first card counts as live until that card stands.
        held = before is not None and before.session is not None and before.version == 0
        after = replace(before or fresh, digest=drawing.digest, live=drawing.has_buttons or held)
        await self.shown.record(after, after=before)

    async def _delete(self, chat: int, message: int) -> bool:
        """Delete a message; tell whether it is gone."""
        answer = await self.insistence.until_done(chat, lambda: self.messenger.delete(chat, message))
        gone = answer.outcome in {Outcome.DONE, Outcome.GONE}
        if gone:
            await self.shown.forget(chat, message)
        return gone

    async def _sweep(self, deed: Sweep) -> None:
        """Delete the messages of a call from a chat, all but the card with its summary; say what remains."""
        summary = None if deed.summary_too else await self.shown.of_session(deed.chat, deed.session)
        gone, remaining = 0, 0
        for card in await self.shown.all_of_session(deed.chat, deed.session):
            if summary is not None and card.message == summary.message:
                continue
            if await self._delete(deed.chat, card.message):
                gone += 1
            else:
                remaining += 1
        if remaining:
            said = Phrase("sweep.remains", {"count": remaining})
            await self.tell(Tell(deed.chat, said, deed.language))
        elif gone:
            said = Phrase("sweep.done", {"count": gone})
            await self.tell(Tell(deed.chat, said, deed.language))
