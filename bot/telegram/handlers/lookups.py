"""Looking things up, also in the middle of a call: its card and its log stay as they are."""

from dataclasses import dataclass
from datetime import date
from typing import Generic

from bot.pages import Pages
from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, ShowCall, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap, Words
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import BlockKind, Card
from dialogs.refusals import Reason, Refusal
from dialogs.render.look import AGAIN, CLOSE, Item, Look
from dialogs.service import Refused
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class Lookups(Generic[Item]):
    """Shows one kind of thing to whoever looks for it."""

    wiring: Wiring
    pages: Pages[Item]
    awaited: Awaited
    """What the next text is, once the start was shown."""

    async def by_words(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        """Carry out the command with a word; without one, ask for it and offer the topics."""
        _, *rest = words.text.split(maxsplit=1)
        if rest:
            return await self.find(actor, words, rest[0])
        start = self.pages.start(actor)
        if isinstance(start, Refusal):
            return (Tell(words.chat, start.phrase, actor.language),)
        return (await self._asked(start, words.chat), Delete(words.chat, words.message))

    async def find(self, actor: Actor, words: Words, text: str) -> tuple[Deed, ...]:
        """Look for ``text``; its message goes, so that the card of a call is not pushed away."""
        shown = self.pages.looked(actor, Look(words=text), *await self._moment(actor))
        gone = Delete(words.chat, words.message)
        await self.wiring.attention.forget(words.chat)
        if isinstance(shown, Refusal):
            return (Tell(words.chat, shown.phrase, actor.language), gone)
        return (ShowCard(words.chat, shown), gone)

    async def tapped(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on one of these cards, or on the button that leads to them."""
        start = self.pages.start(actor)
        if isinstance(start, Refusal):
            return (AnswerTap(tap.query, start.phrase, actor.language),)
        if button.value in {"", AGAIN}:
            return await self._asked_by_tap(actor, tap, button, start)
        if button.value == CLOSE:
            return (AnswerTap(tap.query), Delete(tap.chat, tap.message))
        look = Look.read(button.value)
        shown = (
            Refusal(Reason.UNKNOWN)
            if look is None
            else self.pages.looked(actor, look, *await self._moment(actor))
        )
        if isinstance(shown, Refusal):
            return (AnswerTap(tap.query, shown.phrase, actor.language),)
        # The card of a call stays where it is: what it opens stands below it.
        over = None if button.session else tap.message
        return (AnswerTap(tap.query), ShowCard(tap.chat, shown, over=over))

    async def _asked_by_tap(
        self, actor: Actor, tap: Tap, button: ButtonData, start: Card
    ) -> tuple[Deed, ...]:
        """Ask for a word below the card that was tapped, or in its place; a call's card closes its menu."""
        shown = await self._asked(start, tap.chat, over=tap.message if button.value else None)
        if not button.session:
            return (AnswerTap(tap.query), shown)
        seen = await self.wiring.sessions.look(actor, button.session, Action.WALK)
        if isinstance(seen, Refused):
            return (AnswerTap(tap.query, seen.refusal.phrase, actor.language),)
        return (AnswerTap(tap.query), ShowCall(tap.chat, actor.person, button.session), shown)

    async def _asked(self, start: Card, chat: int, over: int | None = None) -> Deed:
        if any(block.kind is BlockKind.NEXT_TEXT for block in start.blocks):
            await self.wiring.attention.turn_to(chat, Focus(self.awaited))
        return ShowCard(chat, start, over=over)

    async def _moment(self, actor: Actor) -> tuple[Language, date]:
        """Return the language in which a line would be said now, and the local day."""
        office, language = self.wiring.office, None
        if await self.wiring.live_call(actor) is not None:
            language = await office.views.call_language(actor)
        return language or actor.language, office.now().date()
