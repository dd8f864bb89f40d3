"""Cases in the chat: begun from a call that ended, sent back as a file, published by somebody else."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from bot.case_words import both_of, drafted, new_name
from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, SendFile, ShowCard, Tell
from bot.telegram.handlers.asked import Asked
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Document, Sent, Tap
from bot.words import SayIn
from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.casedraft import CaseOutline
from dialogs.ids import Cause, SessionId, is_time_ordered_id
from dialogs.ports import Kept, SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.render.casework import (
    LIST,
    THROW_AWAY,
    draft_failed,
    handed_in,
    is_revision,
    published,
    taken_back,
    under_draft,
    waiting_case,
    waiting_cases,
)
from dialogs.render.playbooks import findings_card
from dialogs.render.tags import tag_of
from dialogs.service import AccessService, CasePress, CaseWork
from dialogs.service.casepress import Waiting
from dialogs.state import SessionState
from dialogs.texts import Phrase
from playbooks.beside import beside
from playbooks.case_scaffold import case_text
from playbooks.casedesk import looks_like_case
from playbooks.limits import MAX_FILE_BYTES

_WISH: Final = re.compile(
    r"(?P<deed>[vpt])\.(?P<case>[0-9a-f]{6})(?:\.(?P<revision>[0-9a-f]{8,40}))?", re.ASCII
)

ONE_TAP: Final = timedelta(minutes=1)
"""How long a tap on the page of a call counts as the one before: after that, another draft is wanted."""


@dataclass(frozen=True, slots=True)
class Casework:
    """Hands out drafts of cases, takes them back written, and lets a second person publish them."""

    wiring: Wiring
    asked: Asked = field(default_factory=lambda: Asked(ONE_TAP))

    def offered(self, actor: Actor, state: SessionState) -> bool:
        """Tell whether ``actor`` is shown the way to a case of a call."""
        can_be = state.status is SessionStatus.ENDED and state.kept is Kept.OPEN
        return can_be and require(actor, Action.WRITE_CASES, Owner(state.agent, state.team)) is None

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a card of cases that are on their way."""
        if button.value == THROW_AWAY:
            return (AnswerTap(tap.query), Delete(tap.chat, tap.message))
        if is_time_ordered_id(button.value):
            return await self._begun(actor, tap, SessionId(button.value))
        wish, press = _WISH.fullmatch(button.value), self.wiring.case_press
        if press is None or (wish is None and button.value != LIST):
            return _no(actor, tap, require(actor, Action.PUBLISH_CASES) or Refusal(Reason.UNKNOWN))
        waiting = await press.waiting(actor)
        if isinstance(waiting, Refusal):
            return _no(actor, tap, waiting)
        if wish is None:
            card = waiting_cases(actor, [each.case for each in waiting])
            return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))
        found = next((each for each in waiting if tag_of(each.case.id) == wish["case"]), None)
        if found is None:
            return _no(actor, tap, Refusal(Reason.CASE_DRAFT_GONE))
        if wish["deed"] == "v":
            return (AnswerTap(tap.query), await self._shown(actor, tap, found))
        return await self._settled(actor, tap, press, found, wish)

    async def remind(self, actor: Actor, sent: Sent) -> tuple[Deed, ...]:
        """Show the cases that wait to whoever may be their second person; nothing where none does."""
        press = self.wiring.case_press
        found = Refusal(Reason.FORBIDDEN) if press is None else await press.waiting(actor)
        if isinstance(found, Refusal) or not found:
            return ()
        return (ShowCard(sent.chat, waiting_cases(actor, [each.case for each in found])),)

    def may_take(self, actor: Actor, document: Document) -> bool:
        """Tell whether a file of ``actor`` may be a case."""
        small, writes = document.size <= MAX_FILE_BYTES, require(actor, Action.WRITE_CASES) is None
        return small and writes and self.wiring.case_press is not None

    async def take(self, actor: Actor, document: Document, content: bytes) -> tuple[Deed, ...] | None:
        """Take a file as a case that is handed in; none when it is not meant as one."""
        press = self.wiring.case_press
        if press is None or not await beside(looks_like_case, content):
            return None
        written = await press.hand_in(actor, content, "", document.cause)
        if isinstance(written, Refusal):
            return (Tell(document.chat, written.phrase, actor.language, reply_to=document.message),)
        if written.case is None:
            title = Phrase("casework.not_taken", {"count": len(written.errors)})
            return (ShowCard(document.chat, findings_card(actor, written.found, None, title)),)
        return (ShowCard(document.chat, handed_in(actor, written.case)),)

    async def _read(self, actor: Actor, tap: Tap, session: SessionId) -> CaseOutline | Refusal:
        """Return how a call went, once it is noted that it was read."""
        office = self.wiring.office
        outline = await CaseWork(office).outlined(actor, session)
        if isinstance(outline, Refusal):
            return outline
        noted = await AccessService(office).opened(actor, session, Cause(f"{tap.cause}:read"))
        return noted if isinstance(noted, Refusal) else outline

    async def _begun(self, actor: Actor, tap: Tap, session: SessionId) -> tuple[Deed, ...]:
        """Note that the call was read, then send the file of a case that is begun from it."""
        office = self.wiring.office
        if not self.asked.is_new(tap, session, office.clock()):
            return (AnswerTap(tap.query, Phrase("brief_file.writing"), actor.language),)
        outline = await self._read(actor, tap, session)
        if isinstance(outline, Refusal):
            self.asked.forget(tap, session)
            return _no(actor, tap, outline)
        name = new_name(outline)
        parcel = SendFile(
            chat=tap.chat,
            over=None,
            name=f"{name}.yaml",
            write=partial(self._file, name, outline),
            about=session,
            busy=None,
            failed=draft_failed(actor, session),
            under=under_draft(actor),
        )
        return (AnswerTap(tap.query, Phrase("brief_file.writing"), actor.language), parcel)

    def _file(self, name: str, outline: CaseOutline, say: SayIn) -> bytes:
        today = self.wiring.office.now().date()
        return case_text(name, drafted(outline, both_of(say)), today).encode()

    async def _shown(self, actor: Actor, tap: Tap, found: Waiting) -> ShowCard:
        office = self.wiring.office
        people = await office.directory.members(disabled_too=True)
        names = {each.person: each.name for each in people}
        card = waiting_case(actor, found.case, found.draft, names, office.now().date())
        return ShowCard(tap.chat, card, over=tap.message)

    async def _settled(
        self, actor: Actor, tap: Tap, press: CasePress, found: Waiting, wish: re.Match[str]
    ) -> tuple[Deed, ...]:
        """Publish or take back the form that was looked at, and nothing that was written since."""
        if not is_revision(found.draft, wish["revision"] or ""):
            stale = AnswerTap(tap.query, Refusal(Reason.STALE).phrase, actor.language)
            return (stale, await self._shown(actor, tap, found))
        case, form = found.case.id, found.draft.revision
        if wish["deed"] == "p":
            told = await press.publish(actor, case, form, "", tap.cause)
            card = published(actor, found.case)
        else:
            told = await press.take_back(actor, case, form, tap.cause)
            card = taken_back(actor, found.case)
        if isinstance(told, Refusal):
            return _no(actor, tap, told)
        return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))


def _no(actor: Actor, tap: Tap, refusal: Refusal) -> tuple[Deed, ...]:
    return (AnswerTap(tap.query, refusal.phrase, actor.language),)
