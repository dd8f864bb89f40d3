"""The brief for a regulator, as a file in the chat of whoever may take calls out of the house."""

from dataclasses import dataclass
from functools import partial

from bot.brief_file import brief_file, brief_name
from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, SendFile, ShowCard
from bot.telegram.handlers.claims import Claims
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap
from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.ids import is_time_ordered_id
from dialogs.ports import Kept
from dialogs.refusals import Reason, Refusal
from dialogs.render.brief_files import (
    THROW_AWAY,
    BriefWish,
    FileKind,
    brief_choice,
    brief_failed,
    brief_under_way,
    under_brief,
)
from dialogs.service import BriefService, Refused
from dialogs.state import SessionState
from dialogs.texts import Phrase


@dataclass(frozen=True, slots=True)
class Briefs:
    """Hands out briefs as files, where the firm allows files in chats."""

    wiring: Wiring

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Ask for the kind of file, or write it; or delete the message that was tapped."""
        if button.value == THROW_AWAY:
            return (AnswerTap(tap.query), Delete(tap.chat, tap.message))
        wish = BriefWish.read(button.value)
        if wish is None or not is_time_ordered_id(wish.session):
            return _no(actor, tap, Refusal(Reason.UNKNOWN))
        seen = await self.wiring.sessions.look(actor, wish.session, Action.EXPORT)
        if isinstance(seen, Refused):
            return _no(actor, tap, seen.refusal)
        if not self.wiring.chat_files:
            return _no(actor, tap, Refusal(Reason.CHAT_FILES_OFF, values={"session": wish.session}))
        if wish.kind is None:
            card = brief_choice(actor, wish.session, seen.state.alias)
            return (AnswerTap(tap.query), ShowCard(tap.chat, card))
        return await self._written(actor, tap, wish, wish.kind)

    def offered(self, actor: Actor, state: SessionState) -> bool:
        """Tell whether ``actor`` is shown the way to the brief of a call."""
        out = state.kept is Kept.OPEN and self.wiring.chat_files
        return out and require(actor, Action.EXPORT, Owner(state.agent, state.team)) is None

    async def _written(self, actor: Actor, tap: Tap, wish: BriefWish, kind: FileKind) -> tuple[Deed, ...]:
        """Note that the brief leaves the house, then have it written: once, however often it is tapped."""
        office, claims = self.wiring.office, Claims(self.wiring.shown)
        if not await claims.is_first(tap, wish.tried):
            return (AnswerTap(tap.query, Phrase("brief_file.writing"), actor.language),)
        brief = await BriefService(office).handed_out(actor, wish.session, tap.cause)
        if isinstance(brief, Refusal):
            await claims.give_up(tap, wish.tried)
            return _no(actor, tap, brief)
        parcel = SendFile(
            chat=tap.chat,
            over=tap.message,
            name=brief_name(brief, kind.suffix),
            write=partial(brief_file, brief, kind.suffix, actor.language),
            about=wish.session,
            busy=brief_under_way(actor),
            failed=brief_failed(actor, wish),
            under=under_brief(actor, brief),
        )
        return (AnswerTap(tap.query, Phrase("brief_file.writing"), actor.language), parcel)


def _no(actor: Actor, tap: Tap, refusal: Refusal) -> tuple[Deed, ...]:
    """Refuse in a window of its own: where to get it instead is too long to read in passing."""
    alert = refusal.reason is Reason.CHAT_FILES_OFF
    return (AnswerTap(tap.query, refusal.phrase, actor.language, alert=alert),)
