"""Trainers' taps: from the list of playbooks to a line, a draft, a release; nothing shows of files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.trying import Trying
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.ids import PersonId, PlaybookSlug, Revision, StepId
from dialogs.ports import Line, Written
from dialogs.program import Program
from dialogs.publishing import Draft, History
from dialogs.refusals import Reason, Refusal
from dialogs.render.desk import tag_of
from dialogs.render.playbooks import (
    At,
    Drafted,
    Names,
    asking_card,
    days_card,
    differences_card,
    discarding_card,
    draft_card,
    history_card,
    line_card,
    playbook_card,
    read_day,
    release_card,
    retiring_card,
    rolling_back_card,
    shelf_card,
    stage_card,
    stages_card,
    step_card,
)
from dialogs.render.playbooks import Deed as Wanted
from dialogs.service import PublishingService, Shelved, Told
from dialogs.texts import Bilingual, Phrase

Drawn = Card | Refusal
"""What comes of a tap: a card in the place of the tapped one, or why there is none."""
_MESSAGE = 2000
"""Characters of an outline in one message: what is told without a card is cut a little above."""
_GONE = Refusal(Reason.DRAFT_GONE)
_UNKNOWN = Refusal(Reason.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a button led: a playbook that is there, and a revision of it that can be looked at."""

    shelved: Shelved
    here: At
    latest: Revision | None
    revision: Revision | None
    """None when the button names none, or one that is gone."""
    program: Program | None
    """Of that revision."""

    @property
    def playbook(self) -> PlaybookSlug:
        """Return the playbook's name."""
        return self.shelved.playbook

    @property
    def history(self) -> History:
        """Return what became of the playbook."""
        return self.shelved.history

    @property
    def draft(self) -> Draft | None:
        """Return the draft that the revision is, if it is one."""
        return None if self.revision is None else self.history.draft(self.revision)


@dataclass(frozen=True, slots=True)
class Playbooks:
    """What trainers and admins do with playbooks by tapping."""

    wiring: Wiring
    trying: Trying

    async def show(self, actor: Actor, sent: Sent, *notices: Phrase) -> tuple[Deed, ...]:
        """Show the list of playbooks."""
        press = self.wiring.press
        listed = _UNKNOWN if press is None else await press.shelf.all(actor)
        if isinstance(listed, Refusal):
            return (Tell(sent.chat, listed.phrase, actor.language),)
        return (ShowCard(sent.chat, shelf_card(actor, listed, (*notices, *self._troubles()))),)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a trainer's card; a button of an older card is refused with a sentence."""
        press = self.wiring.press
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None or press is None:
            return _answered(actor, tap, refusal or _UNKNOWN)
        if not button.value:
            listed = await press.shelf.all(actor)
            drawn = listed if isinstance(listed, Refusal) else shelf_card(actor, listed, self._troubles())
            return _answered(actor, tap, drawn)
        read = At.read(button.value)
        spot = None if read is None else await self.spot(actor, read[1])
        if read is None or spot is None:
            return _answered(actor, tap, _UNKNOWN)
        return await self._wanted(actor, tap, read[0], spot, press)

    async def spot(self, actor: Actor, here: At) -> Spot | None:
        """Return where ``here`` leads; none when there is no such playbook."""
        press = self.wiring.press
        listed = _UNKNOWN if press is None else await press.shelf.all(actor)
        if isinstance(listed, Refusal) or press is None:
            return None
        shelved = next((each for each in listed if tag_of(each.playbook) == here.tag), None)
        if shelved is None:
            return None
        known = await press.shelf.revisions(shelved.playbook)
        found = [each for each in known if here.revision and each.startswith(here.revision)]
        revision = found[0] if len(found) == 1 else None
        program = None if revision is None else await press.workshop.program(shelved.playbook, revision)
        return Spot(
            shelved=shelved,
            here=here,
            latest=await press.shelf.latest(shelved.playbook),
            revision=revision,
            program=program,
        )

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
            case Wanted.OUTLINE:
                return await self._outline(actor, tap, spot, press)
            case _:
                return _answered(actor, tap, await self._look(actor, wanted, spot, press))

    # What is only looked at.

    async def _look(self, actor: Actor, wanted: Wanted, spot: Spot, press: PublishingService) -> Drawn:
        match wanted:
            case Wanted.PLAYBOOK:
                return await self.playbook(actor, spot)
            case Wanted.HISTORY:
                title = self._title(spot)
                return history_card(actor, title, spot.here, spot.history, await self._names())
            case Wanted.RELEASE:
                return await self._release(actor, spot, press)
            case Wanted.ROLL_BACK:
                return await self._rolling_back(actor, spot, press)
            case Wanted.RETIRE if spot.shelved.program is not None:
                last = len(self.wiring.office.programs.offered()) == 1
                count = spot.shelved.in_use
                return retiring_card(actor, self._title(spot), spot.here, in_use=count, is_last=last)
            case Wanted.DRAFT:
                return await self.draft(actor, spot)
            case Wanted.DAYS if spot.draft is not None:
                return days_card(actor, spot.here, self.wiring.office.now().date())
            case Wanted.DIFFERENCES:
                return await self._differences(actor, spot, press)
            case Wanted.STAGES | Wanted.STAGE | Wanted.STEP | Wanted.LINE:
                return await self._within(actor, wanted, spot, press)
            case _:
                return _GONE if spot.here.revision else _UNKNOWN

    async def playbook(self, actor: Actor, spot: Spot, *notices: Phrase) -> Card:
        """Draw one playbook."""
        return playbook_card(actor, spot.shelved, spot.latest, await self._names(), notices)

    async def draft(self, actor: Actor, spot: Spot, *notices: Phrase) -> Drawn:
        """Draw a draft with all that is known of it."""
        press, draft = self.wiring.press, spot.draft
        if press is None or draft is None or spot.program is None:
            return _GONE
        judged = await press.judge(spot.playbook, draft.revision)
        if judged is None:
            return _GONE
        drafted = Drafted(
            title=spot.program.title,
            draft=draft,
            judged=judged,
            changed=await press.workshop.compare(spot.playbook, draft.revision, spot.latest),
            findings=await press.workshop.findings(spot.playbook, draft.revision),
            behind=draft.base != spot.latest,
            second_person=press.second_person,
        )
        here = At.of(spot.playbook, draft.revision)
        return draft_card(actor, here, drafted, await self._names(), notices)

    async def _release(self, actor: Actor, spot: Spot, press: PublishingService) -> Drawn:
        release = next((each for each in spot.history.releases if each.number == spot.here.first), None)
        if release is None:
            return Refusal(Reason.NO_SUCH_REVISION)
        used = await press.shelf.in_use(actor, spot.playbook)
        return release_card(actor, spot.playbook, spot.history, release, await self._names(), used)

    async def _rolling_back(self, actor: Actor, spot: Spot, press: PublishingService) -> Drawn:
        release = None if spot.revision is None else spot.history.released(spot.revision)
        judged = None if release is None else await press.judge(spot.playbook, release.revision)
        if release is None or judged is None:
            return Refusal(Reason.NO_SUCH_REVISION)
        alone = press.second_person and bool(judged.touches)
        return rolling_back_card(actor, spot.here, release, judged, alone=alone)

    async def _differences(self, actor: Actor, spot: Spot, press: PublishingService) -> Drawn:
        if spot.revision is None or spot.program is None:
            return _GONE
        before = spot.latest
        if spot.draft is None:
            numbers = [each.revision for each in spot.history.releases]
            place = len(numbers) - 1 - numbers[::-1].index(spot.revision) if spot.revision in numbers else 0
            before = numbers[place - 1] if place else None
        changed = await press.workshop.compare(spot.playbook, spot.revision, before)
        deed = Wanted.HISTORY if spot.draft is None else Wanted.DRAFT
        here = At.of(spot.playbook, spot.revision if spot.draft else None)
        back = here.button(Phrase("playbooks.back"), deed)
        return differences_card(actor, spot.here, spot.program.title, changed, back)

    async def _within(self, actor: Actor, wanted: Wanted, spot: Spot, press: PublishingService) -> Drawn:
        program, here, is_draft = spot.program, spot.here, spot.draft is not None
        if program is None or spot.revision is None or not (is_draft or spot.revision == spot.latest):
            return _GONE
        if wanted is Wanted.STAGES:
            return stages_card(actor, program, here.at(), is_draft=is_draft)
        if wanted is Wanted.STAGE:
            stages = list(program.stages.values())
            if here.first is None or here.first >= len(stages):
                return _UNKNOWN
            return stage_card(actor, program, here, stages[here.first], is_draft=is_draft)
        step, lines = await self._lines(spot, press)
        if step is None:
            return _UNKNOWN
        if wanted is Wanted.STEP:
            return step_card(actor, program, here, lines)
        if here.second is None or here.second >= len(lines):
            return _UNKNOWN
        return line_card(actor, step, here, lines[here.second])

    async def _lines(self, spot: Spot, press: PublishingService) -> tuple[StepId | None, Sequence[Line]]:
        steps = list(spot.program.steps) if spot.program else []
        if spot.here.first is None or spot.here.first >= len(steps) or spot.revision is None:
            return None, ()
        step = steps[spot.here.first]
        return step, await press.workshop.lines(spot.playbook, spot.revision, step)

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

    # What is asked for in words.

    async def _ask_words(
        self, actor: Actor, tap: Tap, wanted: Wanted, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        drawn = await self._within(actor, Wanted.LINE, spot, press)
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
        there = await self.spot(actor, At.of(spot.playbook, written.program.revision))
        drawn = _GONE if there is None else await self.draft(actor, there, Phrase("drafts.carried_over"))
        return _answered(actor, tap, drawn)

    async def _discard(
        self, actor: Actor, tap: Tap, spot: Spot, press: PublishingService
    ) -> tuple[Deed, ...]:
        """Throw one's own draft away; of another's, and of one that waits for a day, ask first."""
        draft, waits = spot.draft, spot.history.schedule
        has_day = draft is not None and waits is not None and waits.revision == draft.revision
        if draft is None or (draft.by == actor.person and not has_day):
            return await self._discard_now(actor, tap, spot, press)
        asked = discarding_card(actor, spot.here, draft, await self._names(), has_day=has_day)
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
        there = await self.spot(actor, replace(spot.here, revision="", first=None, second=None))
        drawn = _UNKNOWN if there is None else await self.playbook(actor, there, said)
        return _answered(actor, tap, drawn)

    async def _names(self) -> Names:
        people = await self.wiring.office.directory.members(disabled_too=True)
        return {PersonId(each.person): each.name for each in people}

    def _troubles(self) -> tuple[Phrase, ...]:
        found = self.wiring.office.programs.troubles()
        return tuple(Phrase("desk.trouble", {"trouble": each}) for each in found[:3])

    def _title(self, spot: Spot) -> Bilingual | str:
        program = spot.shelved.program or spot.program
        return spot.playbook if program is None else program.title


def _errors(written: Written) -> Refusal:
    return Refusal(Reason.HAS_ERRORS, values={"count": len(written.errors)})


def _answered(actor: Actor, tap: Tap, drawn: Drawn) -> tuple[Deed, ...]:
    if isinstance(drawn, Refusal):
        return (AnswerTap(tap.query, drawn.phrase, actor.language),)
    return (AnswerTap(tap.query), ShowCard(tap.chat, drawn, over=tap.message))
