"""What trainers look at: where a button of theirs leads, and the card that is drawn of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.handlers.wiring import Wiring
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.ids import PersonId, PlaybookSlug, Revision, StepId
from dialogs.ports import Line
from dialogs.program import Program
from dialogs.publishing import Draft, History, Judged
from dialogs.refusals import Reason, Refusal
from dialogs.render.playbooks import (
    At,
    Drafted,
    Names,
    days_card,
    differences_card,
    draft_card,
    history_card,
    line_card,
    playbook_card,
    release_card,
    retiring_card,
    rolling_back_card,
    stage_card,
    stages_card,
    step_card,
)
from dialogs.render.playbooks import Deed as Wanted
from dialogs.render.tags import tag_of
from dialogs.service import PublishingService, Shelved
from dialogs.texts import Bilingual, Phrase

Drawn = Card | Refusal
"""What comes of a tap: a card in the place of the tapped one, or why there is none."""
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
class PlaybookCards:
    """Draws playbooks, drafts, releases and lines; writes nothing."""

    wiring: Wiring

    async def spot(self, actor: Actor, here: At) -> Spot | None:
        """Return where ``here`` leads; none when there is no such playbook, or its history cannot be read."""
        press = self.wiring.press
        listed = _UNKNOWN if press is None else await press.shelf.all(actor)
        if isinstance(listed, Refusal) or press is None:
            return None
        shelved = next((each for each in listed if tag_of(each.playbook) == here.tag), None)
        if shelved is None or not shelved.is_readable:
            return None
        known = await press.shelf.revisions(actor, shelved.playbook)
        if isinstance(known, Refusal):
            return None
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

    async def look(self, actor: Actor, wanted: Wanted, spot: Spot, press: PublishingService) -> Drawn:
        """Draw what a button only looks at."""
        match wanted:
            case Wanted.PLAYBOOK:
                return await self.playbook(actor, spot)
            case Wanted.HISTORY:
                title = self._title(spot)
                return history_card(actor, title, spot.here, spot.history, await self.names())
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
            case Wanted.DAYS if spot.draft is not None and spot.program is not None:
                return days_card(actor, spot.here, spot.program, self.wiring.office.now().date())
            case Wanted.DIFFERENCES:
                return await self._differences(actor, spot, press)
            case Wanted.STAGES | Wanted.STAGE | Wanted.STEP | Wanted.LINE:
                return await self.line(actor, wanted, spot, press)
            case _:
                return _GONE if spot.here.revision else _UNKNOWN

    async def playbook(self, actor: Actor, spot: Spot, *notices: Phrase) -> Card:
        """Draw one playbook."""
        return playbook_card(actor, spot.shelved, spot.latest, await self.names(), notices)

    async def draft(self, actor: Actor, spot: Spot, *notices: Phrase) -> Drawn:
        """Draw a draft with all that is known of it."""
        press, draft = self.wiring.press, spot.draft
        if press is None or draft is None or spot.program is None:
            return _GONE
        judged = await press.judge(actor, spot.playbook, draft.revision)
        if not isinstance(judged, Judged):
            return _GONE
        drafted = Drafted(
            title=spot.program.title,
            draft=draft,
            judged=judged,
            changed=await press.workshop.compare(spot.playbook, draft.revision, spot.latest),
            findings=await press.workshop.findings(spot.playbook, draft.revision),
            behind=draft.base != spot.latest,
            begins=spot.program.is_valid_on(self.wiring.office.now().date()),
            second_person=press.second_person,
        )
        here = At.of(spot.playbook, draft.revision)
        return draft_card(actor, here, drafted, await self.names(), notices)

    async def _release(self, actor: Actor, spot: Spot, press: PublishingService) -> Drawn:
        release = next((each for each in spot.history.releases if each.number == spot.here.first), None)
        if release is None:
            return Refusal(Reason.NO_SUCH_REVISION)
        used = await press.shelf.in_use(actor, spot.playbook)
        return release_card(actor, spot.playbook, spot.history, release, await self.names(), used)

    async def _rolling_back(self, actor: Actor, spot: Spot, press: PublishingService) -> Drawn:
        release = None if spot.revision is None else spot.history.released(spot.revision)
        judged = None if release is None else await press.judge(actor, spot.playbook, release.revision)
        if release is None or not isinstance(judged, Judged):
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

    async def line(self, actor: Actor, wanted: Wanted, spot: Spot, press: PublishingService) -> Drawn:
        """Draw stages, a stage, a step or a line of it."""
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

    async def names(self) -> Names:
        """Return who everybody is, those who were shut out too."""
        people = await self.wiring.office.directory.members(disabled_too=True)
        return {PersonId(each.person): each.name for each in people}

    def _title(self, spot: Spot) -> Bilingual | str:
        program = spot.shelved.program or spot.program
        return spot.playbook if program is None else program.title
