"""Looking for law cards, also in the middle of a call: its card and its log stay as they are."""

from dataclasses import dataclass
from datetime import date

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, ShowCall, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap, Words
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.lawbook import LawBook
from dialogs.refusals import Reason, Refusal
from dialogs.render.law import PAGE, law_card, law_found, law_start, law_topic
from dialogs.render.law_look import AGAIN, CLOSE, LawLook
from dialogs.sealed import Sealed
from dialogs.service import Refused
from dialogs.service.law import LawService
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class Laws:
    """Shows law cards to whoever looks for them."""

    wiring: Wiring

    async def by_words(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        """Carry out ``/law WORD``; without a word, ask for one and offer the topics."""
        _, *rest = words.text.split(maxsplit=1)
        if rest:
            return await self.find(actor, words, rest[0])
        book = self._service.book(actor)
        if isinstance(book, Refusal):
            return (Tell(words.chat, book.phrase, actor.language),)
        return (await self._asked(actor, book, words.chat), Delete(words.chat, words.message))

    async def find(self, actor: Actor, words: Words, text: str) -> tuple[Deed, ...]:
        """Look for ``text``; its message goes, so that the card of a call is not pushed away."""
        shown = await self._found(actor, LawLook(words=text))
        gone = Delete(words.chat, words.message)
        await self.wiring.attention.forget(words.chat)
        if isinstance(shown, Refusal):
            return (Tell(words.chat, shown.phrase, actor.language), gone)
        return (ShowCard(words.chat, shown), gone)

    async def tapped(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a card of the law, or on the button that leads to it."""
        book = self._service.book(actor)
        if isinstance(book, Refusal):
            return (AnswerTap(tap.query, book.phrase, actor.language),)
        if button.value in {"", AGAIN}:
            return await self._asked_by_tap(actor, tap, button, book)
        if button.value == CLOSE:
            return (AnswerTap(tap.query), Delete(tap.chat, tap.message))
        look = LawLook.read(button.value)
        shown = Refusal(Reason.UNKNOWN) if look is None else await self._looked(actor, book, look)
        if isinstance(shown, Refusal):
            return (AnswerTap(tap.query, shown.phrase, actor.language),)
        return (AnswerTap(tap.query), ShowCard(tap.chat, shown, over=tap.message))

    @property
    def _service(self) -> LawService:
        return LawService(self.wiring.office)

    async def _asked_by_tap(
        self, actor: Actor, tap: Tap, button: ButtonData, book: LawBook
    ) -> tuple[Deed, ...]:
        """Ask for a word below the card that was tapped, or in its place; a call's card closes its menu."""
        shown = await self._asked(actor, book, tap.chat, over=tap.message if button.value else None)
        if not button.session:
            return (AnswerTap(tap.query), shown)
        seen = await self.wiring.sessions.look(actor, button.session, Action.WALK)
        if isinstance(seen, Refused):
            return (AnswerTap(tap.query, seen.refusal.phrase, actor.language),)
        return (AnswerTap(tap.query), ShowCall(tap.chat, actor.person, button.session), shown)

    async def _asked(self, actor: Actor, book: LawBook, chat: int, over: int | None = None) -> Deed:
        if book.cards:
            await self.wiring.attention.turn_to(chat, Focus(Awaited.LAW))
        return ShowCard(chat, law_start(actor, book), over=over)

    async def _looked(self, actor: Actor, book: LawBook, look: LawLook) -> Card | Refusal:
        if look.card:
            card = look.card_in(book)
            if card is None:
                return Refusal(Reason.UNKNOWN)
            return law_card(actor, book, card, look, *await self._moment(actor))
        if not look.topic:
            return await self._found(actor, look) if look.words else law_start(actor, book)
        if look.page * PAGE >= len(book.about(look.topic)):
            return Refusal(Reason.UNKNOWN)
        return law_topic(actor, book, look.topic, look.page)

    async def _found(self, actor: Actor, look: LawLook) -> Card | Refusal:
        """List what is found, or open the only card that is."""
        found, book = self._service.find(actor, Sealed(look.words)), self._service.book(actor)
        if isinstance(found, Refusal) or isinstance(book, Refusal):
            return found if isinstance(found, Refusal) else Refusal(Reason.FORBIDDEN)
        if len(found.cards) == 1:
            return law_card(actor, book, found.cards[0], LawLook(), *await self._moment(actor))
        if look.page and look.page * PAGE >= len(found.cards):
            return Refusal(Reason.UNKNOWN)
        return law_found(actor, book, found, look.page)

    async def _moment(self, actor: Actor) -> tuple[Language, date]:
        """Return the language in which a line would be said now, and the local day."""
        office, language = self.wiring.office, None
        if await self.wiring.live_call(actor) is not None:
            language = await office.views.call_language(actor)
        return language or actor.language, office.now().date()
