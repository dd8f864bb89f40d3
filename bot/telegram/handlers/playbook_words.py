"""What trainers write: other words of a line, a comment, a whole file."""

from dataclasses import dataclass
from typing import Final

from bot.telegram.deeds import Deed, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.playbook_cards import Spot
from bot.telegram.handlers.playbooks import Playbooks
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Document, Sent, Words
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Button
from dialogs.ids import StepId
from dialogs.ports import Written
from dialogs.refusals import Reason, Refusal
from dialogs.render.playbooks import At, findings_card
from dialogs.render.playbooks import Deed as Wanted
from dialogs.service import NewWords, PublishingService, Told
from dialogs.texts import Language, Phrase
from playbooks.limits import MAX_FILE_BYTES

_TO_WRITE_AGAIN: Final = {Reason.TOO_LONG, Reason.EMPTY}
"""Refused for what was written: the next text is still what was asked for."""


@dataclass(frozen=True, slots=True)
class PlaybookWords:
    """Takes texts that a trainer was asked for, and files that they send."""

    wiring: Wiring
    playbooks: Playbooks

    async def write(self, actor: Actor, words: Words, focus: Focus) -> tuple[Deed, ...]:
        """Take the text that a card asked for."""
        press, read = self.wiring.press, At.read(focus.about)
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        spot = None if read is None else await self.playbooks.cards.spot(actor, read[1])
        if refusal is not None or press is None or read is None or spot is None or spot.revision is None:
            await self.wiring.attention.forget(words.chat)
            return _told(actor, words, refusal or Refusal(Reason.DRAFT_GONE))
        if focus.awaited is Awaited.TRIED:
            return await self.playbooks.trying.write(actor, words, spot.here, spot.program)
        if focus.awaited is Awaited.LINE:
            return await self._line(actor, words, read[0], spot, press)
        if focus.awaited is Awaited.COMMENT:
            told = await press.publish(actor, spot.playbook, spot.revision, words.text, words.cause)
            return await self._done(actor, words, spot, told, Phrase("drafts.published"))
        if focus.awaited is Awaited.REASON:
            told = await press.recall(actor, spot.playbook, spot.revision, words.text, words.cause)
            return await self._done(actor, words, spot, told, Phrase("releases.recalled_now"))
        told = await press.drafts.seek_approval(actor, spot.playbook, spot.revision, words.text, words.cause)
        return await self._done(actor, words, spot, told, Phrase("drafts.approval_asked"))

    async def _line(
        self, actor: Actor, words: Words, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        steps = list(spot.program.steps) if spot.program else []
        first, second = spot.here.first, spot.here.second
        if spot.revision is None or first is None or second is None or first >= len(steps):
            return _told(actor, words, Refusal(Reason.DRAFT_GONE))
        lines = await press.workshop.lines(spot.playbook, spot.revision, steps[first])
        if second >= len(lines):
            return _told(actor, words, Refusal(Reason.DRAFT_GONE))
        said = NewWords(
            step=StepId(steps[first]),
            where=lines[second].where,
            language=Language.ZH if wanted is Wanted.CHINESE else Language.EN,
            text=words.text,
        )
        written = await press.drafts.reword(actor, spot.playbook, spot.revision, said, words.cause)
        again = spot.here.button(Phrase("drafts.write_again"), wanted)
        return await self._written(actor, words, written, again)

    async def take(self, actor: Actor, document: Document, content: bytes | None = None) -> tuple[Deed, ...]:
        """Take a file as a draft; of one that cannot be used, say why, with the lines.

        ``content`` is what it holds where somebody has fetched it already.
        """
        press, refusal = self.wiring.press, require(actor, Action.WRITE_PLAYBOOKS)
        if document.size > MAX_FILE_BYTES:
            refusal = refusal or Refusal(Reason.FILE_TOO_LARGE, values={"most": MAX_FILE_BYTES // 1024})
        if refusal is not None or press is None:
            return _told(actor, document, refusal or Refusal(Reason.UNKNOWN))
        if content is None:
            content = await self.wiring.fetch(document.file, MAX_FILE_BYTES + 1)
        if content is None:
            return _told(actor, document, Refusal(Reason.FILE_AWAY))
        written = await press.drafts.upload(actor, content, document.cause)
        return await self._written(actor, document, written, None)

    async def _written(
        self, actor: Actor, sent: Sent, written: Written | Refusal, again: Button | None
    ) -> tuple[Deed, ...]:
        """Show the draft that came of it, or why none did; what was asked for is asked for until it fits."""
        if isinstance(written, Refusal):
            return _told(actor, sent, written)
        program = written.program
        if program is None:
            title = Phrase("drafts.not_kept", {"count": len(written.errors)})
            return (ShowCard(sent.chat, findings_card(actor, written.found, again, title)),)
        await self.wiring.attention.forget(sent.chat)
        spot = await self.playbooks.cards.spot(actor, At.of(program.playbook, program.revision))
        drawn = Refusal(Reason.DRAFT_GONE) if spot is None else await self.playbooks.cards.draft(actor, spot)
        if isinstance(drawn, Refusal):
            return _told(actor, sent, drawn)
        return (ShowCard(sent.chat, drawn),)

    async def _done(
        self, actor: Actor, words: Words, spot: Spot, told: Told | Refusal, said: Phrase
    ) -> tuple[Deed, ...]:
        """Say what came of it; only then is the next text a note again: one may come twice."""
        again = isinstance(told, Refusal) and told.reason in _TO_WRITE_AGAIN
        if not again:
            await self.wiring.attention.forget(words.chat)
        if isinstance(told, Refusal):
            return _told(actor, words, told)
        there = await self.playbooks.cards.spot(actor, At.of(spot.playbook))
        if there is None:
            return _told(actor, words, Refusal(Reason.UNKNOWN))
        return (ShowCard(words.chat, await self.playbooks.cards.playbook(actor, there, said)),)


def _told(actor: Actor, sent: Sent, refusal: Refusal) -> tuple[Deed, ...]:
    return (Tell(sent.chat, refusal.phrase, actor.language, reply_to=sent.message),)
