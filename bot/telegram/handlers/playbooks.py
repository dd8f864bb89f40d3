"""Trainers' taps: from the list of playbooks to a line, a draft, a release; nothing shows of files."""

from dataclasses import dataclass, replace
from functools import partial

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, SendFile, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.playbook_cards import Drawn, PlaybookCards, Spot
from bot.telegram.handlers.trying import Trying
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from bot.words import SayIn
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.ports import Written
from dialogs.refusals import Reason, Refusal
from dialogs.render.playbooks import (
    At,
    asking_card,
    diagram_failed,
    discarding_card,
    read_day,
    shelf_card,
    trouble_of,
    under_diagram,
)
from dialogs.render.playbooks import Deed as Wanted
from dialogs.service import PublishingService, Told
from dialogs.texts import Phrase

_MESSAGE = 2000
"""Characters of an outline in one message: what is told without a card is cut a little above."""
_GONE = Refusal(Reason.DRAFT_GONE)
_UNKNOWN = Refusal(Reason.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Playbooks:
    """What trainers and admins do with playbooks by tapping."""

    wiring: Wiring
    trying: Trying

    @property
    def cards(self) -> PlaybookCards:
        """Return what draws."""
        return PlaybookCards(self.wiring)

    async def show(self, actor: Actor, sent: Sent, *notices: Phrase) -> tuple[Deed, ...]:
        """Show the list of playbooks."""
        press = self.wiring.press
        listed = _UNKNOWN if press is None else await press.shelf.all(actor)
        if isinstance(listed, Refusal):
            return (Tell(sent.chat, listed.phrase, actor.language),)
        return (ShowCard(sent.chat, shelf_card(actor, listed, (*notices, *self._troubles(actor)))),)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a trainer's card; a button of an older card is refused with a sentence."""
        press = self.wiring.press
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None or press is None:
            return _answered(actor, tap, refusal or _UNKNOWN)
        if not button.value:
            listed = await press.shelf.all(actor)
            drawn = (
                listed if isinstance(listed, Refusal) else shelf_card(actor, listed, self._troubles(actor))
            )
            return _answered(actor, tap, drawn)
        read = At.read(button.value)
        spot = None if read is None else await self.cards.spot(actor, read[1])
        if read is None or spot is None:
            return _answered(actor, tap, _UNKNOWN)
        return await self._wanted(actor, tap, read[0], spot, press)

    async def _wanted(
        self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        match wanted:
            case Wanted.CHINESE | Wanted.ENGLISH:
                return await self._ask_words(actor, tap, wanted, spot, press)
            case Wanted.PUBLISH | Wanted.APPROVAL:
                return await self._ask_comment(actor, tap, wanted, spot)
            case Wanted.RECALL:
                return await self._ask_reason(actor, tap, spot)
            case Wanted.TRY | Wanted.TAP:
                return await self.trying.handle(actor, tap, wanted, spot.here, spot.program)
            case Wanted.PUBLISH_NOW | Wanted.APPROVAL_NOW | Wanted.DISCARD_NOW | Wanted.CARRY_OVER:
                return await self._with_draft(actor, tap, wanted, spot, press)
            case Wanted.DISCARD:
                return await self._discard(actor, tap, spot, press)
            case Wanted.CANCEL_DAY:
                told = await press.cancel_day(actor, spot.playbook, tap.cause)
                return await self.done(actor, tap, spot, told, Phrase("playbooks.day_cancelled"))
            case Wanted.ROLL_BACK_NOW | Wanted.BRING_BACK | Wanted.RETIRE_NOW:
                return await self._with_releases(actor, tap, wanted, spot, press)
            case Wanted.DAYS if spot.here.first is not None:
                return await self._schedule(actor, tap, spot, press)
            case Wanted.DRAFT:
                await self.trying.end(tap.chat)
                return _answered(actor, tap, await self.cards.look(actor, wanted, spot, press))
            case Wanted.OUTLINE:
                return await self._outline(actor, tap, spot, press)
            case Wanted.DIAGRAM:
                return await self._diagram(actor, tap, spot, press)
            case _:
                return _answered(actor, tap, await self.cards.look(actor, wanted, spot, press))

    async def _outline(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        """Send a revision as text, below the card."""
        if spot.revision is None:
            return _answered(actor, tap, _GONE)
        told = await press.workshop.outline(spot.playbook, spot.revision, actor.language, _MESSAGE)
        signs = (Phrase("outline.signs"),) if told else ()
        said = (*(Phrase("playbooks.words", {"words": page}) for page in told), *signs)
        return (AnswerTap(tap.query), *(Tell(tap.chat, each, actor.language) for each in said))

    async def _diagram(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        """Send a revision as a flowchart, in a file below the card: it holds no customer's words."""
        if spot.revision is None or spot.program is None:
            return _answered(actor, tap, _GONE)
        drawn = await press.workshop.diagram(spot.playbook, spot.revision, actor.language)
        if drawn is None:
            return _answered(actor, tap, _GONE)
        file = SendFile(
            chat=tap.chat,
            over=None,
            name=f"{spot.playbook}.md",
            write=partial(_encoded, drawn),
            about=None,
            busy=None,
            failed=diagram_failed(actor),
            under=under_diagram(actor, spot.program),
        )
        return (AnswerTap(tap.query), file)

    # What is asked for in words.

    async def _ask_words(
        self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        drawn = await self.cards.line(actor, Wanted.LINE, spot, press)
        if isinstance(drawn, Refusal):
            return _answered(actor, tap, drawn)
        await self.wiring.attention.turn_to(tap.chat, Focus(Awaited.LINE, about=spot.here.value(wanted)))
        return (AnswerTap(tap.query), Tell(tap.chat, Phrase("ask.line"), actor.language))

    async def _ask_comment(self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot) -> tuple[Deed, ...]:
        if spot.draft is None:
            return _answered(actor, tap, _GONE)
        publishes = wanted is Wanted.PUBLISH
        awaited = Awaited.COMMENT if publishes else Awaited.REQUEST
        question = Phrase("ask.comment" if publishes else "ask.request")
        await self.wiring.attention.turn_to(tap.chat, Focus(awaited, about=spot.here.value(wanted)))
        now = Wanted.PUBLISH_NOW if publishes else Wanted.APPROVAL_NOW
        return _answered(actor, tap, asking_card(actor, spot.here, now, question))

    async def _ask_reason(self, actor: Actor, tap: Tap, spot: Spot) -> tuple[Deed, ...]:
        if spot.revision is None or spot.history.released(spot.revision) is None:
            return _answered(actor, tap, Refusal(Reason.NO_SUCH_REVISION))
        about = spot.here.value(Wanted.RECALL)
        await self.wiring.attention.turn_to(tap.chat, Focus(Awaited.REASON, about=about))
        return (AnswerTap(tap.query), Tell(tap.chat, Phrase("ask.reason"), actor.language))

    # What is done.

    async def _with_draft(
        self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        revision = spot.revision
        if revision is None:
            return _answered(actor, tap, _GONE)
        if wanted is Wanted.PUBLISH_NOW:
            told = await press.publish(actor, spot.playbook, revision, "", tap.cause)
            return await self.done(actor, tap, spot, told, Phrase("drafts.published"))
        if wanted is Wanted.APPROVAL_NOW:
            told = await press.drafts.seek_approval(actor, spot.playbook, revision, "", tap.cause)
            return await self.done(actor, tap, spot, told, Phrase("drafts.approval_asked"))
        if wanted is Wanted.DISCARD_NOW:
            return await self._discard_now(actor, tap, spot, press)
        written = await press.drafts.carry_over(actor, spot.playbook, revision, tap.cause)
        if isinstance(written, Refusal) or written.program is None:
            refusal = written if isinstance(written, Refusal) else _errors(written)
            return _answered(actor, tap, refusal)
        there = await self.cards.spot(actor, At.of(spot.playbook, written.program.revision))
        said = Phrase("drafts.carried_over")
        drawn = _GONE if there is None else await self.cards.draft(actor, there, said)
        return _answered(actor, tap, drawn)

    async def _discard(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        """Throw one's own draft away; of another's, and of one that waits for a day, ask first."""
        draft, waits = spot.draft, spot.history.schedule
        has_day = draft is not None and waits is not None and waits.revision == draft.revision
        if draft is None or (draft.by == actor.person and not has_day):
            return await self._discard_now(actor, tap, spot, press)
        asked = discarding_card(actor, spot.here, draft, await self.cards.names(), has_day=has_day)
        return _answered(actor, tap, asked)

    async def _discard_now(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        if spot.revision is None:
            return _answered(actor, tap, _GONE)
        told = await press.drafts.discard(actor, spot.playbook, spot.revision, tap.cause)
        return await self.done(actor, tap, spot, told, Phrase("drafts.discarded"))

    async def _with_releases(
        self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        if wanted is Wanted.RETIRE_NOW:
            told = await press.retire(actor, spot.playbook, "", tap.cause)
            return await self.done(actor, tap, spot, told, Phrase("releases.retired"))
        if spot.revision is None:
            return _answered(actor, tap, Refusal(Reason.NO_SUCH_REVISION))
        if wanted is Wanted.BRING_BACK:
            told = await press.bring_back(actor, spot.playbook, spot.revision, "", tap.cause)
            return await self.done(actor, tap, spot, told, Phrase("drafts.approval_asked"))
        told = await press.roll_back(actor, spot.playbook, spot.revision, "", tap.cause)
        return await self.done(actor, tap, spot, told, Phrase("releases.rolled_back"))

    async def _schedule(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        if spot.revision is None:
            return _answered(actor, tap, _GONE)
        day = read_day(spot.here.first or 0)
        told = await press.schedule(actor, spot.playbook, spot.revision, "", day, tap.cause)
        return await self.done(actor, tap, spot, told, Phrase("drafts.scheduled"))

    async def done(
        self, actor: Actor, tap: Tap, spot: Spot, told: Told | Refusal, said: Phrase
    ) -> tuple[Deed, ...]:
        """Show the playbook as it is now; a refusal is the answer to the tap, and changes no card."""
        if isinstance(told, Refusal):
            return _answered(actor, tap, told)
        there = await self.cards.spot(actor, replace(spot.here, revision="", first=None, second=None))
        drawn = _UNKNOWN if there is None else await self.cards.playbook(actor, there, said)
        return _answered(actor, tap, drawn)

    def _troubles(self, actor: Actor) -> tuple[Phrase, ...]:
        found = self.wiring.office.programs.troubles()
        return tuple(
            Phrase("desk.trouble", {"trouble": trouble_of(each, actor.language)}) for each in found[:3]
        )


def _encoded(drawn: str, say: SayIn) -> bytes:
    del say
    return drawn.encode()


def _errors(written: Written) -> Refusal:
    return Refusal(Reason.HAS_ERRORS, values={"count": len(written.errors)})


def _answered(actor: Actor, tap: Tap, drawn: Drawn) -> tuple[Deed, ...]:
    if isinstance(drawn, Refusal):
        return (AnswerTap(tap.query, drawn.phrase, actor.language),)
    return (AnswerTap(tap.query), ShowCard(tap.chat, drawn, over=tap.message))
