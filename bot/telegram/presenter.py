"""Does in the chat what a handler decided, once the log is durable."""

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import Final, assert_never

from bot.telegram.card_text import LONGEST_TEXT
from bot.telegram.chat_line import ChatLine, InOrder, Waiting
from bot.telegram.crew import Spawn, crew
from bot.telegram.deeds import AnswerTap, Deed, Delete, SendFile, ShowCall, ShowCard, Sweep, Tell
from bot.telegram.doubt import in_doubt, told_in_doubt
from bot.telegram.drawing import Drawing, draw
from bot.telegram.easel import Easel
from bot.telegram.insistence import Insistence
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.parcels import Parcels
from bot.telegram.wording import Wording
from dialogs.ports import ShownCard, ShownCards, StorageUnavailableError
from dialogs.texts import Phrase

LOG: Final = logging.getLogger(__name__)
MOST_ANSWERS: Final = 3
"""Tries of an answer to a tap; some fifteen seconds later Telegram takes none any more."""
_PASSING: Final = frozenset({Outcome.LATER, Outcome.NOT_SENT, Outcome.UNKNOWN})
_CUT: Final = "…"
_NO_DIGEST: Final = "-"


@dataclass(slots=True, kw_only=True)
class Presenter:
    """Answers taps at once, draws cards, and keeps the order of everything else within a chat."""

    messenger: Messenger
    easel: Easel
    shown: ShownCards
    words: Wording
    clock: Callable[[], datetime]
    insistence: Insistence
    _lines: dict[int, ChatLine] = field(default_factory=dict)
    """What each chat still waits for; a chat that waits for nothing has none."""

    @property
    def _parcels(self) -> Parcels:
        closed = self.easel.portraits.closed
        return Parcels(self.messenger, self.shown, self.words, self.clock, self.insistence, closed)

    def start(self, deeds: tuple[Deed, ...], spawn: Spawn) -> None:
        """Start ``deeds`` and return at once; a chat's refusals are settled here and break nothing.

        Answers and the cards of calls go out at once and side by side. Everything else stands in the line of
        its chat until it is done: it is not given up, whatever Telegram says meanwhile.
        """
        self._begin(deeds, spawn)

    async def perform(self, deeds: tuple[Deed, ...]) -> None:
        """Do ``deeds``, and return once they are done; what fails is logged."""
        async with crew() as hired:
            for each in self._begin(deeds, hired):
                await each.wait()
            await hired.rest(math.inf)

    def _begin(self, deeds: tuple[Deed, ...], spawn: Spawn) -> list[asyncio.Event]:
        calls = [deed for deed in deeds if isinstance(deed, ShowCall)]
        for deed in deeds:
            if isinstance(deed, AnswerTap):
                spawn(self._answer(deed), name="answer")
        drawn = [self._begin_to_draw(calls, spawn)] if calls else []
        chats = {each.chat for each in calls}
        done = [
            joined.done
            for deed in deeds
            if not isinstance(deed, AnswerTap | ShowCall)
            and (joined := self._join(deed, drawn if deed.chat in chats else [], spawn)) is not None
        ]
        return [*drawn, *done]

    def _begin_to_draw(self, calls: list[ShowCall], spawn: Spawn) -> asyncio.Event:
        """Ask for cards; a card that is being drawn just now takes the wish without another task for it."""
        if len(calls) == 1 and (busy := self.easel.gather(calls[0])) is not None:
            return busy
        drawn = asyncio.Event()
        spawn(self._draw(calls, drawn), name="draw")
        return drawn

    def _join(self, deed: InOrder, drawn: list[asyncio.Event], spawn: Spawn) -> Waiting | None:
        line = self._lines.get(deed.chat)
        if line is None:
            line = self._lines[deed.chat] = ChatLine()
            spawn(self._serve(deed.chat, line), name="chat")
        joined = line.join(deed, drawn)
        if joined is None and line.missed == 1:
            LOG.warning("a chat is flooded, and its line full: what it asks for now is dropped")
        return joined

    async def _draw(self, calls: list[ShowCall], drawn: asyncio.Event) -> None:
        try:
            for each in calls:
                await self.easel.show(each)
        finally:
            drawn.set()

    async def _serve(self, chat: int, line: ChatLine) -> None:
        """Do what stands in the line of a chat until nothing does."""
        waiting: Waiting | None = None
        try:
            while (waiting := line.next()) is not None:
                await self._do(waiting, line)
                waiting.done.set()
        finally:
            del self._lines[chat]
            while waiting is not None:  # cut off: whoever waits for it is not kept
                waiting.done.set()
                waiting = line.next()
            if line.missed:
                LOG.warning("a flooded chat missed %d deeds", line.missed)

    async def _do(self, waiting: Waiting, line: ChatLine) -> None:
        try:
            await self._deed(waiting, line)
        except StorageUnavailableError:
            LOG.warning("what a chat shows cannot be recorded: the storage is away")
        except Exception as error:  # noqa: BLE001 - one deed that fails must not stop those behind it
            LOG.error("a deed failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold words

    async def _deed(self, waiting: Waiting, line: ChatLine) -> None:
        match waiting.deed:
            case ShowCard() as deed:
                await self._show_card(deed, line)
            case Tell() as deed:
                await self.tell(deed)
            case Delete() as deed:
                await _all(waiting.drawn)  # a text goes once its masked form stands on the card
                await self._delete(deed.chat, deed.message)
            case SendFile() as deed:
                await self._parcels.send(deed)
            case Sweep() as deed:
                await _all(waiting.drawn)
                await self._sweep(deed)
            case _:
                assert_never(waiting.deed)

    async def _answer(self, deed: AnswerTap) -> None:
        text = self.words.say(deed.say, deed.language, self.clock()) if deed.say else ""
        for tries in range(1, MOST_ANSWERS + 1):
            answer = await self.messenger.answer(deed.query, text, alert=deed.alert)
            if answer.outcome not in _PASSING or tries == MOST_ANSWERS:
                return
            await self.insistence.patience.wait(tries)

    async def tell(self, deed: Tell) -> None:
        """Send a short message without a sound; a copy that may be the second says so."""
        said = self.words.say(deed.say, deed.language, self.clock())
        said = said if len(said) <= LONGEST_TEXT // 2 else said[: LONGEST_TEXT // 2] + _CUT

        async def send(again: bool) -> Answer:  # noqa: FBT001 - an Attempt
            text = told_in_doubt(said, self.words, deed.language) if again else said
            return await self.messenger.send(
                deed.chat, escape(text, quote=False), silent=True, reply_to=deed.reply_to
            )

        answer = await self.insistence.until_done(deed.chat, send)
        if answer is not None and answer.outcome is Outcome.DONE:
            await self.shown.passed(deed.chat)

    async def _show_card(self, deed: ShowCard, line: ChatLine) -> None:
        """Edit a message, or send a new one where there is none to edit."""
        if deed.over is not None:
            drawing, over = draw(deed.card, self.words, self.clock()), deed.over

            async def edit(again: bool) -> Answer | None:  # noqa: FBT001 - an Attempt
                del again  # the same a second time changes nothing
                if line.supersedes(deed) or await self._is_shut(deed):
                    return None
                return await self.messenger.edit(deed.chat, over, drawing.text, drawing.keyboard)

            edited = await self.insistence.until_done(deed.chat, edit)
            if edited is not None and edited.outcome in {Outcome.DONE, Outcome.UNCHANGED}:
                await self._remember(deed, over, drawing)
            if edited is None or edited.outcome not in {Outcome.GONE, Outcome.TOO_OLD}:
                return
        await self._send_card(deed, line)

    async def _send_card(self, deed: ShowCard, line: ChatLine) -> None:
        drawing = draw(deed.card, self.words, self.clock())

        async def send(again: bool) -> Answer | None:  # noqa: FBT001 - an Attempt
            nonlocal drawing
            if (not again and line.supersedes(deed)) or await self._is_shut(deed):
                return None
            if again:
                drawing = draw(in_doubt(deed.card), self.words, self.clock())
            return await self.messenger.send(
                deed.chat,
                drawing.text,
                drawing.keyboard,
                silent=True,
                protect=True,
                reply_to=deed.reply_to,
            )

        sent = await self.insistence.until_done(deed.chat, send)
        if sent is not None and sent.outcome is Outcome.DONE:
            await self.shown.passed(deed.chat)
            await self._remember(deed, sent.message, drawing)

    async def _is_shut(self, deed: ShowCard) -> bool:
        """Tell whether nobody is shown any more what a card shows: it may have waited for hours."""
        return deed.about is not None and await self.easel.portraits.closed(deed.about)

    async def _remember(self, deed: ShowCard, message: int, drawing: Drawing) -> None:
        """Record a card that belongs to no call; over a call's card it still holds that call's place."""
        before = await self.shown.at(deed.chat, message)
        if before is not None and before.session is not None and before.digest:
            # A place that is held for a call's first card counts as live until that card stands.
            live = drawing.has_buttons or before.version == 0
            digest = drawing.recorded(over=before.digest)
            await self.shown.record(replace(before, digest=digest, live=live), after=before)
            return
        after = ShownCard(
            chat=deed.chat,
            message=message,
            session=deed.about,
            version=0,
            # Nobody compares that of what belongs to no call, and what it shows could be guessed from it.
            digest=_NO_DIGEST if deed.about is None else "",
            below=before.below if before is not None else 0,
            live=drawing.has_buttons and deed.about is None,
            sweep=await self._is_shut(deed),  # the call was shut while this was sent
        )
        if before is not None and before.session is None and before.version > 0:
            # It was tapped before we came to this, and says so: what is asked for once stays asked for.
            after = replace(after, version=before.version, digest=before.digest)
        await self.shown.record(after, after=before)

    async def _delete(self, chat: int, message: int) -> bool:
        """Delete a message; tell whether it is gone."""

        async def delete(again: bool) -> Answer:  # noqa: FBT001 - an Attempt
            del again  # it can only be deleted once
            return await self.messenger.delete(chat, message)

        answer = await self.insistence.until_done(chat, delete)
        gone = answer is not None and answer.outcome in {Outcome.DONE, Outcome.GONE}
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


async def _all(drawn: tuple[asyncio.Event, ...]) -> None:
    for each in drawn:
        await each.wait()
