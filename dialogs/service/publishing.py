"""The door for whoever decides what new calls begin on; calls that run stay on their revision."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.ids import Cause, PlaybookSlug, Revision
from dialogs.ports import Workshop
from dialogs.program import Program
from dialogs.publishing import (
    History,
    Judged,
    bring_back,
    cancel_day,
    publish,
    publish_due,
    recall,
    retire,
    roll_back,
    says_nothing_new,
    schedule,
    take_from_disk,
)
from dialogs.publishing.decide import Wish
from dialogs.refusals import Reason, Refusal
from dialogs.service.drafts import DraftService
from dialogs.service.outcomes import Told
from dialogs.service.press import Ruling
from dialogs.service.serving import served_but
from dialogs.service.shelf import Shelf, Tells, comment_of
from dialogs.service.stock import take_stock


@dataclass(frozen=True, slots=True)
class PublishingService:
    """Publishes, takes back, retires; and does so by itself when a day begins or a file changes."""

    shelf: Shelf
    workshop: Workshop
    second_person: bool = True
    """Whether what touches law, money, a promise or a verbatim line needs a second person."""

    @property
    def drafts(self) -> DraftService:
        """Return the door for whoever writes."""
        return DraftService(self.shelf, self.workshop)

    async def judge(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision
    ) -> Judged | Refusal | None:
        """Return what publishing a revision would find now; none for one that is not known."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        return refusal or await self.workshop.judge(playbook, revision, await self.shelf.latest(playbook))

    async def publish(
        self,
        actor: Actor,
        playbook: PlaybookSlug,
        revision: Revision,
        comment: str,
        cause: Cause,
        tells: Tells = Tells.OTHERS,
    ) -> Told | Refusal:
        """Let new calls begin on a draft."""
        said = require(actor, Action.PUBLISH) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            wish = await self._wish(playbook, history, revision, said)
            return wish if isinstance(wish, Refusal) else publish(actor, playbook, history, revision, wish)

        return await self._write(playbook, decide, cause, said, tells)

    async def schedule(
        self,
        actor: Actor,
        playbook: PlaybookSlug,
        revision: Revision,
        comment: str,
        day: date,
        cause: Cause,
    ) -> Told | Refusal:
        """Publish a draft when the local ``day`` begins."""
        said = require(actor, Action.PUBLISH) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            wish = await self._wish(playbook, history, revision, said, day)
            if isinstance(wish, Refusal):
                return wish
            days = (day, self.shelf.office.now().date())
            return schedule(actor, playbook, history, revision, wish, days)

        return await self._write(playbook, decide, cause, said)

    async def cancel_day(self, actor: Actor, playbook: PlaybookSlug, cause: Cause) -> Told | Refusal:
        """Let what waits for a day wait as a draft without one."""
        refusal = require(actor, Action.PUBLISH)

        async def decide(history: History) -> Ruling:
            return cancel_day(actor, playbook, history, self.shelf.utc())

        return refusal or await self.shelf.write(playbook, decide, cause)

    async def roll_back(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, comment: str, cause: Cause
    ) -> Told | Refusal:
        """Let new calls begin on an earlier release again; not alone where a second person matters."""
        said = require(actor, Action.PUBLISH) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            wish = await self._back(playbook, history, revision, said)
            return wish if isinstance(wish, Refusal) else roll_back(actor, playbook, history, revision, wish)

        return await self._write(playbook, decide, cause, said)

    async def bring_back(
        self, actor: Actor, playbook: PlaybookSlug, revision: Revision, comment: str, cause: Cause
    ) -> Told | Refusal:
        """Make a draft of an earlier release, and ask a second person to look at it and publish it."""
        said = require(actor, Action.PUBLISH) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            wish = await self._back(playbook, history, revision, said)
            return wish if isinstance(wish, Refusal) else bring_back(actor, playbook, history, revision, wish)

        return await self._write(playbook, decide, cause, said)

    async def retire(
        self, actor: Actor, playbook: PlaybookSlug, comment: str, cause: Cause
    ) -> Told | Refusal:
        """Let no new call begin on a playbook; publishing or rolling back brings it back."""
        said = require(actor, Action.PUBLISH) or comment_of(comment)

        async def decide(history: History) -> Ruling:
            if isinstance(said, Refusal) or not history.version:
                return said if isinstance(said, Refusal) else Refusal(Reason.NO_PLAYBOOK)
            return retire(actor, playbook, history, said, self.shelf.utc())

        return await self._write(playbook, decide, cause, said)

    async def recall(
        self,
        actor: Actor,
        playbook: PlaybookSlug,
        revision: Revision,
        reason: str,
        cause: Cause,
        successor: PlaybookSlug | None = None,
    ) -> Told | Refusal:
        """Take a release back for good, from calls that run too: they are told why, and go on elsewhere.

        ``successor`` is the playbook in which they do; none for what serves of the same one.
        """
        said = require(actor, Action.PUBLISH) or comment_of(reason)

        async def decide(history: History) -> Ruling:
            if isinstance(said, Refusal):
                return said
            if successor is not None and self.shelf.office.programs.current(successor) is None:
                return Refusal(Reason.NO_PLAYBOOK)
            return recall(actor, playbook, history, revision, said, self.shelf.utc(), successor)

        return await self._write(playbook, decide, cause, said)

    async def begin(self) -> Sequence[PlaybookSlug]:
        """Let new calls begin on what was published alone; at first what the files say is taken as that.

        Where no second person is asked for, files serve as well, as long as the log says nothing of them.
        Returns as :meth:`restore`, and raises so.
        """
        if not self.shelf.files_serve:
            await take_stock(self.shelf)
            self.shelf.counter.serve_no_files()
        return await self.restore()

    async def restore(self) -> Sequence[PlaybookSlug]:
        """Let new calls begin on what the log says; return the playbooks whose history cannot be read.

        What served of those goes on.

        Raises:
            StorageUnavailableError: the log cannot be read now.
            UnreadableStreamError: nor can the list of histories be read.
        """
        return await served_but(await self.shelf.listed(), self.shelf.serve)

    async def publish_due(self, playbook: PlaybookSlug) -> bool:
        """Publish what was to serve from a local day that has begun; tell whether it was we who did."""
        today = self.shelf.office.now().date()
        waits = (await self.shelf.history(playbook)).schedule
        if waits is None or waits.from_day > today:
            return False

        async def decide(history: History) -> Ruling:
            due = history.schedule
            begun = due is not None and due.from_day <= today
            return publish_due(playbook, due, self.shelf.utc()) if due is not None and begun else None

        cause = Cause(f"schedule:{playbook}:{waits.from_day}:{waits.revision}")
        return await self.shelf.write(playbook, decide, cause) == Told()

    async def take_from_disk(
        self, before: Program | None, found: Program, tells: Tells = Tells.OTHERS
    ) -> Told | Refusal:
        """Take a file of this machine that changed: ``before`` is what it held until now.

        A part serves as it is: no call begins on it, and what goes into it waits by itself. What calls begin
        on is made a part of others by a person only.
        """
        playbook = found.playbook
        if says_nothing_new(await self.shelf.history(playbook), found.revision):
            return Told(changed=False)
        served = before.revision if before is not None and self.shelf.files_serve else None
        latest = await self.shelf.latest(playbook) or served
        await self.shelf.office.programs.keep(found)
        judged = await self.workshop.judge(playbook, found.revision, latest)
        released = None if latest is None else await self.workshop.program(playbook, latest)
        stays_part = found.is_part and (released is None or released.is_part)

        async def decide(history: History) -> Ruling:
            changes, serves = judged.changes if judged else (), self.shelf.files_serve or stays_part
            return take_from_disk(playbook, history, found.revision, changes, self.shelf.utc(), serves=serves)

        version = (await self.shelf.history(playbook)).version
        cause = Cause(f"disk:{playbook}:{version}:{found.revision}")
        return await self.shelf.write(playbook, decide, cause, before=before, tells=tells)

    async def _wish(
        self,
        playbook: PlaybookSlug,
        history: History,
        revision: Revision,
        said: str | Refusal,
        day: date | None = None,
    ) -> Wish | Refusal:
        """Return what publishing asks for; ``day`` is the one from which it is to serve, none for today."""
        if isinstance(said, Refusal):
            return said
        judged = await self.workshop.judge(playbook, revision, history.latest)
        program = await self.workshop.program(playbook, revision)
        if judged is None or program is None:
            return Refusal(Reason.DRAFT_GONE)
        self.shelf.counter.know(program)
        return Wish(
            judged=judged,
            comment=said,
            now=self.shelf.utc(),
            second_person=self.second_person,
            begins=program.is_valid_on(day or self.shelf.office.now().date()),
        )

    async def _back(
        self, playbook: PlaybookSlug, history: History, revision: Revision, said: str | Refusal
    ) -> Wish | Refusal:
        """Return what going back asks for; what never served, or cannot be read any more, is no revision."""
        if isinstance(said, Refusal):
            return said
        known = history.released(revision) is not None
        wish = await self._wish(playbook, history, revision, said) if known else None
        return wish if isinstance(wish, Wish) else Refusal(Reason.NO_SUCH_REVISION)

    async def _write(
        self,
        playbook: PlaybookSlug,
        decide: Callable[[History], Awaitable[Ruling]],
        cause: Cause,
        said: str | Refusal,
        tells: Tells = Tells.OTHERS,
    ) -> Told | Refusal:
        """Write what is decided; who may not is refused before anything is kept."""
        if isinstance(said, Refusal) and said.reason is Reason.FORBIDDEN:
            return said
        return await self.shelf.write(playbook, decide, cause, tells=tells)
