"""The door for whoever hands a case in, and for the second person who lets it be found."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.case import Case
from dialogs.events import (
    ApprovalAsked,
    ChangeKind,
    DraftDiscarded,
    DraftMade,
    LineChange,
    Origin,
    PlaybookListed,
)
from dialogs.ids import CASES, CaseId, Cause, PlaybookSlug, Revision, case_stream, cases_stream
from dialogs.ports import CaseDesk, Notice, NoticeKind, Write, WrittenCase
from dialogs.publishing import Draft, History, Judged, make_draft, publish, retire
from dialogs.publishing.decide import Wish, needs_another
from dialogs.publishing.history import history_after
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service.office import Office
from dialogs.service.outcomes import Told
from dialogs.service.press import Press, Ruling
from dialogs.service.serving import served_but
from dialogs.service.shelf import Tells, comment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that somebody handed in and that waits for a second person."""

    case: Case
    draft: Draft


@dataclass(frozen=True, slots=True)
class CasePress:
    """Takes cases from draft to release by the rules of playbooks, and never by one person alone.

    A case is read by everybody, and may be told to customers: whoever wrote it cannot tell whether somebody
    is known from it. So the second person is asked for whatever the firm's rule for playbooks is.
    """

    office: Office
    desk: CaseDesk
    _histories: dict[CaseId, History] = field(default_factory=dict)

    async def hand_in(
        self, actor: Actor, content: bytes, comment: str, cause: Cause, tells: Tells = Tells.OTHERS
    ) -> WrittenCase | Refusal:
        """Take the file of a case as a draft and ask for a second person; with errors it is only told of."""
        said = require(actor, Action.WRITE_CASES) or comment_of(comment)
        if isinstance(said, Refusal):
            return said
        written = await self.desk.read(content)
        if written.case is None:
            return written
        await self.desk.keep(written)
        case, revision = written.case.id, written.revision

        async def decide(history: History) -> Ruling:
            made = make_draft(actor, history, self._draft(actor, case, revision, history, said))
            if made is None or isinstance(made, Refusal):
                return made
            then = reduce(history_after, made, history)
            return (
                *made,
                *self._dropped(actor, case, then, revision),
                self._asked(actor, case, revision, said),
            )

        done = await self._write(case, decide, cause, tells)
        return done if isinstance(done, Refusal) else written

    async def publish(
        self,
        actor: Actor,
        case: CaseId,
        revision: Revision,
        comment: str,
        cause: Cause,
        tells: Tells = Tells.OTHERS,
    ) -> Told | Refusal:
        """Let everybody find a case that waits in this very form; refused to whoever wrote anything of it.

        ``revision`` is what ``actor`` read: one that was handed in since does not go out in its place.
        """
        said = require(actor, Action.PUBLISH_CASES) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            if isinstance(said, Refusal):
                return said
            draft = form_that_waits(history)
            judged = None if draft is None else await self._judged(case, history, draft)
            if draft is None or draft.revision != revision or judged is None:
                return Refusal(Reason.CASE_DRAFT_GONE)
            if needs_another(actor, draft):
                return Refusal(Reason.CASE_SECOND_PERSON)
            wish = Wish(judged=judged, comment=said, now=self._utc(), second_person=True)
            done = publish(actor, _slug(case), history, revision, wish)
            return (
                done if isinstance(done, Refusal) else (*self._dropped(actor, case, history, revision), *done)
            )

        return said if isinstance(said, Refusal) else await self._write(case, decide, cause, tells)

    async def retire(
        self, actor: Actor, case: CaseId, comment: str, cause: Cause, tells: Tells = Tells.OTHERS
    ) -> Told | Refusal:
        """Let nobody find a case any more: for that no second person is needed."""
        said = require(actor, Action.PUBLISH_CASES) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            if isinstance(said, Refusal):
                return said
            done = retire(actor, _slug(case), history, said, self._utc())
            return done if isinstance(done, Refusal) else (*self._dropped(actor, case, history), *done)

        return said if isinstance(said, Refusal) else await self._write(case, decide, cause, tells)

    async def take_back(
        self, actor: Actor, case: CaseId, revision: Revision, cause: Cause, tells: Tells = Tells.OTHERS
    ) -> Told | Refusal:
        """Let a form wait no more for a second person; for whoever wrote some of it."""
        refusal = require(actor, Action.WRITE_CASES)

        async def decide(history: History) -> Ruling:
            draft = form_that_waits(history)
            if draft is None or draft.revision != revision:
                return Refusal(Reason.CASE_DRAFT_GONE)
            if actor.person not in draft.authors:
                return Refusal(Reason.FORBIDDEN)
            return self._dropped(actor, case, history)

        return refusal or await self._write(case, decide, cause, tells)

    async def waiting(self, actor: Actor) -> Sequence[Waiting] | Refusal:
        """Return the cases that wait for a second person, those handed in first at the front."""
        refusal = require(actor, Action.PUBLISH_CASES)
        if refusal is not None:
            return refusal
        found = [await self._waits(case) for case in await self.listed()]
        return sorted((each for each in found if each is not None), key=lambda each: each.draft.at)

    async def history(self, case: CaseId) -> History:
        """Return what became of a case; it asks nobody who they are, as that of a playbook."""
        known = self._histories.get(case, History())
        later = await self.office.store.load(case_stream(case), known.version)
        found = reduce(history_after, later, known)
        if found.version > self._histories.get(case, History()).version:
            self._histories[case] = found
        return found

    async def restore(self) -> Sequence[CaseId]:
        """Let everybody find what the log says was published; return the cases whose history cannot be read.

        What was found of those goes on to be found.

        Raises:
            StorageUnavailableError: the log cannot be read now.
            UnreadableStreamError: nor can the list of histories be read.
        """
        return await served_but(await self.listed(), self.serve)

    async def listed(self) -> tuple[CaseId, ...]:
        """Return the cases that have a history, in the order in which it began."""
        events = await self.office.store.load(cases_stream())
        return tuple(CaseId(each.playbook) for each in events if isinstance(each, PlaybookListed))

    async def serve(self, case: CaseId) -> None:
        """Let everybody find what the log says; where it says nothing yet, the file on disk goes on."""
        history = await self.history(case)
        if history.releases:
            await self.desk.serve(case, history.serving)

    def _draft(
        self, actor: Actor, case: CaseId, revision: Revision, history: History, comment: str
    ) -> DraftMade:
        parent = history.drafts[-1].revision if history.drafts else history.latest
        return DraftMade(
            at=self._utc(),
            by=actor.person,
            playbook=_slug(case),
            revision=revision,
            origin=Origin.FILE,
            parent=parent,
            base=history.latest,
            changes=_changes(case, history),
            comment=comment,
        )

    def _dropped(
        self, actor: Actor, case: CaseId, history: History, but: Revision | None = None
    ) -> tuple[DraftDiscarded, ...]:
        """Throw away what is overtaken: one form of a case waits, and none of one that was retired."""
        return tuple(
            DraftDiscarded(at=self._utc(), by=actor.person, playbook=_slug(case), revision=each.revision)
            for each in history.drafts
            if each.revision != but
        )

    def _asked(self, actor: Actor, case: CaseId, revision: Revision, comment: str) -> ApprovalAsked:
        return ApprovalAsked(
            at=self._utc(), by=actor.person, playbook=_slug(case), revision=revision, comment=comment
        )

    async def _judged(self, case: CaseId, history: History, draft: Draft) -> Judged | None:
        """Return what the checker says of a draft now; none when its file is lost."""
        written = await self.desk.at(case, draft.revision)
        if written is None:
            return None
        return Judged(errors=len(written.errors), changes=_changes(case, history))

    async def _waits(self, case: CaseId) -> Waiting | None:
        history = await self.history(case)
        draft = form_that_waits(history)
        written = None if draft is None else await self.desk.at(case, draft.revision)
        if draft is None or written is None or written.case is None:
            return None
        return Waiting(case=written.case, draft=draft)

    async def _write(
        self,
        case: CaseId,
        decide: Callable[[History], Awaitable[Ruling]],
        cause: Cause,
        tells: Tells = Tells.OTHERS,
    ) -> Told | Refusal:
        press = Press(
            office=self.office,
            name=PlaybookSlug(case),
            stream=case_stream(case),
            shelf=cases_stream(),
            history=lambda: self.history(case),
            notices=lambda write, history: self._notices(write, history, tells),
            serve=lambda: self.serve(case),
        )
        return await press.write(decide, cause)

    async def _notices(self, write: Write, history: History, tells: Tells) -> tuple[Notice, ...]:
        """Ask whoever may be the second person; tell the writers what became of their case."""
        event, directory = write.events[-1], self.office.directory
        if isinstance(event, ApprovalAsked):
            kind = NoticeKind.APPROVAL_ASKED
            roles = (Role.SUPERVISOR, Role.TRAINER, Role.ADMIN)
            people = {each.person for role in roles for each in await directory.members(role=role)}
        else:
            kind = NoticeKind.PLAYBOOK_NEWS
            people = {person for draft in history.drafts for person in draft.authors}
        if tells is Tells.EVERYBODY:
            people.add(event.by)
        else:
            people.discard(event.by)
        version = write.expected + len(write.events)
        return tuple(
            Notice(kind=kind, to=each, due_at=event.at, about=write.stream, version=version)
            for each in sorted(people)
        )

    def _utc(self) -> datetime:
        return self.office.clock()


def form_that_waits(history: History) -> Draft | None:
    """Return the form of a case that waits for a second person: the last one of what serves now."""
    return next((each for each in reversed(history.drafts) if each.base == history.latest), None)


def _changes(case: CaseId, history: History) -> tuple[LineChange, ...]:
    """Return how a form differs from what serves: a case is read as a whole."""
    kind = ChangeKind.ADDED if history.latest is None else ChangeKind.CHANGED
    return (LineChange(where=case, kind=kind),)


def _slug(case: CaseId) -> PlaybookSlug:
    """Return the name by which the events of publishing call a case: that of its part."""
    return PlaybookSlug(f"{CASES}{case}")
