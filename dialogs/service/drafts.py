"""The door for whoever writes playbooks: what has no errors becomes a draft, and no call begins on it."""

from dataclasses import dataclass, replace

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.events import DraftMade, Origin
from dialogs.ids import Cause, PlaybookSlug, Revision, StepId
from dialogs.ports import Workshop, Written
from dialogs.publishing import History, drop_draft, make_draft, seek_approval
from dialogs.refusals import Reason, Refusal
from dialogs.service.outcomes import Told
from dialogs.service.press import Ruling
from dialogs.service.shelf import Shelf, comment_of
from dialogs.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWords:
    """One line that is to say something else."""

    step: StepId
    where: str
    """Its place within the step."""
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class DraftService:
    """Writes drafts and throws them away."""

    shelf: Shelf
    workshop: Workshop

    async def reword(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, words: NewWords, cause: Cause
    ) -> Written | Refusal:
        """Change one line of a draft, or of what serves.

        What has no errors is written down as a draft; what has some is only told of.
        """
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None:
            return refusal
        history = await self.shelf.history(playbook)
        if history.draft(revision) is None and revision != self.shelf.latest_of(playbook, history):
            return Refusal(Reason.DRAFT_GONE)
        written = await self.workshop.reword(
            playbook, revision, words.step, words.where, words.language, words.text
        )
        if written is None:
            return Refusal(Reason.DRAFT_GONE)
        if written.program is not None and written.program.revision == revision:
            return Refusal(Reason.NOTHING_CHANGED)
        return await self._keep(actor, written, _From(Origin.LINE, revision), cause)

    async def upload(
        self, actor: Actor, content: bytes, cause: Cause, comment: str = ""
    ) -> Written | Refusal:
        """Take a whole file as a draft; one that has errors is only told of."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None:
            return refusal
        written = await self.workshop.read(content)
        if written.program is not None:
            playbook, revision = written.program.playbook, written.program.revision
            latest = await self.shelf.latest(playbook)
            changed = await self.workshop.compare(playbook, revision, latest)
            written = replace(written, changes=tuple(each.change for each in changed))
        return await self._keep(actor, written, _From(Origin.FILE, comment=comment), cause)

    async def carry_over(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, cause: Cause
    ) -> Written | Refusal:
        """Write a draft again on top of what was published since it was begun."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None:
            return refusal
        history = await self.shelf.history(playbook)
        draft, onto = history.draft(revision), history.latest
        if draft is None or onto is None:
            return Refusal(Reason.DRAFT_GONE)
        if draft.base == onto:
            return Refusal(Reason.NOTHING_CHANGED)
        written = await self.workshop.carry_over(playbook, revision, draft.base, onto)
        if written is None or isinstance(written, Refusal):
            return written or Refusal(Reason.DRAFT_GONE)
        origin = _From(draft.origin, revision, onto, draft.comment)
        return await self._keep(actor, written, origin, cause)

    async def discard(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, cause: Cause
    ) -> Told | Refusal:
        """Throw a draft away."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)

        async def decide(history: History) -> Ruling:
            return drop_draft(actor, playbook, history, revision, self.shelf.utc())

        return refusal or await self.shelf.write(playbook, decide, cause)

    async def seek_approval(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, comment: str, cause: Cause
    ) -> Told | Refusal:
        """Ask the other trainers and the admins to look at a draft."""
        said = comment_of(comment)
        refusal = require(actor, Action.WRITE_PLAYBOOKS)

        async def decide(history: History) -> Ruling:
            if isinstance(said, Refusal):
                return said
            return seek_approval(actor, playbook, history, revision, said, self.shelf.utc())

        return refusal or await self.shelf.write(playbook, decide, cause)

    async def _keep(self, actor: Actor, written: Written, origin: "_From", cause: Cause) -> Written | Refusal:
        program, said = written.program, comment_of(origin.comment)
        if program is None or isinstance(said, Refusal):
            return written if program is None else Refusal(Reason.TOO_LONG)
        await self.workshop.keep(written)

        async def decide(history: History) -> Ruling:
            waits = history.draft(origin.parent) if origin.parent is not None else None
            stands = waits is not None or (origin.onto is None and origin.parent in {None, history.latest})
            if not stands:  # discarded or published meanwhile: who wrote in it would not be known any more
                return Refusal(Reason.DRAFT_GONE)
            draft = DraftMade(
                at=self.shelf.utc(),
                by=actor.person,
                playbook=program.playbook,
                revision=program.revision,
                origin=origin.origin,
                parent=origin.parent or history.latest,
                base=origin.onto or (waits.base if waits else history.latest),
                changes=written.changes,
                comment=said,
            )
            return make_draft(actor, history, draft)

        done = await self.shelf.write(program.playbook, decide, cause)
        return done if isinstance(done, Refusal) else written


@dataclass(frozen=True, slots=True)
class _From:
    """Where a draft comes from."""

    origin: Origin
    parent: Revision | None = None
    """None for what serves."""
    onto: Revision | None = None
    """The release that it stands on now; none for that of its parent."""
    comment: str = ""
