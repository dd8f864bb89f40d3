"""The histories of playbooks, read from the log and written to it; who is told, and what serves then."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Final

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.errors import UnreadableStreamError
from dialogs.events import (
    ApprovalAsked,
    DraftMade,
    Event,
    Origin,
    PlaybookImported,
    PlaybookListed,
    PlaybookRetired,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
)
from dialogs.ids import Cause, PlaybookSlug, Revision, playbook_stream, shelf_stream
from dialogs.masking import mask
from dialogs.people import CONSOLE
from dialogs.ports import Counter, Notice, NoticeKind, Recall, Write
from dialogs.program import Program
from dialogs.publishing import History
from dialogs.publishing.decide import LONGEST_COMMENT
from dialogs.publishing.history import history_after
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service.office import Office
from dialogs.service.outcomes import Told
from dialogs.service.press import Press, Ruling
from dialogs.texts import Bilingual

SETTLING: Final = timedelta(seconds=5)
"""How long after a file was saved its draft is told of."""
_NEWS: Final = (
    DraftMade,
    RevisionPublished,
    RevisionScheduled,
    ScheduleDropped,
    RolledBack,
    PlaybookRetired,
    RevisionRecalled,
    PlaybookImported,
)
"""What the other trainers should hear of; of drafts only those that nobody of them made."""


class Tells(StrEnum):
    """Who hears of what is written, of the trainers and the admins."""

    OTHERS = "others"
    """All but whoever did it."""
    EVERYBODY = "everybody"
    """Whoever did it too: it was done in their name on the machine, where nobody can know who types."""
    NOBODY = "nobody"
    """They hear of it with something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A playbook as trainers see it in their list."""

    playbook: PlaybookSlug
    program: Program | None
    """What new calls begin on; none for none."""
    title: Bilingual | None
    """Of what new calls begin on, else of the file on this machine."""
    stands: Program | None
    """On what new calls begin whenever they may."""
    history: History
    in_use: int
    """How many calls that have not ended are on it, whatever their revision."""
    is_readable: bool
    """Whether its history is what the log has, and not empty because that cannot be read."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What became of each playbook, as the log has it.

    :meth:`history`, :meth:`latest` and :meth:`listed` ask nobody who they are: the machine itself needs them,
    to serve what was published. A face shows what they say only to whom :meth:`all` showed the playbook.
    """

    office: Office
    counter: Counter
    files_serve: bool = True
    """Whether a file serves while the log says nothing of its playbook: only where nobody need look at it."""
    _histories: dict[PlaybookSlug, History] = field(default_factory=dict)
    _served: dict[PlaybookSlug, History] = field(init=False, default_factory=dict)
    """By which history a playbook serves: the same again is not worth another question to the log."""

    async def history(self, playbook: PlaybookSlug) -> History:
        """Return what became of a playbook, as the log has it now.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        known = self._histories.get(playbook, History())
        for event in await self.office.store.load(playbook_stream(playbook), known.version):
            known = history_after(known, event)
        later = max(known, self._histories.get(playbook, known), key=lambda each: each.version)
        if later.version:
            self._histories[playbook] = later
        return later

    async def listed(self) -> tuple[PlaybookSlug, ...]:
        """Return the playbooks that have a history, in the order in which it began."""
        events = await self.office.store.load(shelf_stream())
        return tuple(each.playbook for each in events if isinstance(each, PlaybookListed))

    async def all(self, actor: Actor) -> Sequence[Shelved] | Refusal:
        """Return every playbook, by name: those that new calls can begin on, and those with a history."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None:
            return refusal
        offered = {each.playbook: each for each in self.office.programs.offered()}
        files = self.counter.written()
        written = {each.playbook: each for each in files if not each.is_part}
        titles = {each.playbook: each.title for each in (*files, *offered.values())}
        used = await self.office.views.in_use(actor)
        names = sorted({*offered, *written, *await self.listed()})
        histories = {name: await self._as_far_as_read(name) for name in names}
        return [
            Shelved(
                playbook=name,
                program=offered.get(name),
                title=titles.get(name),
                stands=self.counter.stands(name),
                history=history or History(),
                in_use=sum(calls for (playbook, _), calls in used.items() if playbook == name),
                is_readable=history is not None,
            )
            for name, history in histories.items()
        ]

    async def _as_far_as_read(self, playbook: PlaybookSlug) -> History | None:
        try:
            return await self.history(playbook)
        except UnreadableStreamError:
            return None

    async def in_use(self, actor: Actor, playbook: PlaybookSlug) -> Mapping[Revision, int]:
        """Return how many calls that have not ended are on which revision."""
        used = await self.office.views.in_use(actor)
        return {revision: calls for (name, revision), calls in used.items() if name == playbook}

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return what serves, or would if the playbook were not retired; its sources are kept then."""
        history, written = await self.history(playbook), self.counter.on_disk(playbook)
        if written is not None and self.files_serve and not history.version:
            await self.office.programs.keep(written)
        return self.latest_of(playbook, history)

    def latest_of(self, playbook: PlaybookSlug, history: History) -> Revision | None:
        """Return what serves by this history, or by the file on disk where there is none."""
        serving = self.counter.on_disk(playbook) if self.files_serve else None
        return history.latest if history.version or serving is None else serving.revision

    async def revisions(self, actor: Actor, playbook: PlaybookSlug) -> tuple[Revision, ...] | Refusal:
        """Return every revision that a trainer can look at, the one that serves first."""
        refusal = require(actor, Action.WRITE_PLAYBOOKS)
        if refusal is not None:
            return refusal
        serving, history = await self.latest(playbook), await self.history(playbook)
        known = (
            *([serving] if serving else []),
            *(each.revision for each in reversed(history.drafts)),
            *(each.revision for each in reversed(history.releases)),
        )
        return tuple(dict.fromkeys(known))

    async def write(
        self,
        playbook: PlaybookSlug,
        decide: Callable[[History], Awaitable[Ruling]],
        cause: Cause,
        *,
        before: Program | None = None,
        tells: Tells = Tells.OTHERS,
    ) -> Told | Refusal:
        """Write what ``decide`` makes of the history, once for ``cause``, and let that serve.

        Where files serve, a history that begins now begins with what the file on disk serves: ``before``, or
        what it serves now.
        """
        serving = (before or self.counter.on_disk(playbook)) if self.files_serve else None
        if serving is not None:
            await self.office.programs.keep(serving)

        async def begin_and_decide(history: History) -> Ruling:
            begun = self._begun(playbook, history, serving)
            if begun is None:
                return await decide(history)
            ruling = await decide(history_after(history, begun))
            if ruling is None or isinstance(ruling, Refusal):
                return ruling
            events = tuple(ruling) if isinstance(ruling, Sequence) else (ruling,)
            return (begun, *events) if events else ()

        press = Press(
            office=self.office,
            name=playbook,
            stream=playbook_stream(playbook),
            shelf=shelf_stream(),
            history=lambda: self.history(playbook),
            notices=lambda write, _: self._notices(write, tells),
            serve=lambda: self.serve(playbook),
        )
        return await press.write(begin_and_decide, cause)

    async def serve(self, playbook: PlaybookSlug) -> None:
        """Let new calls begin on what the log says; where it says nothing, the file on disk goes on.

        Calls that run leave what was recalled, also where another event of the history cannot be read.

        Raises:
            StorageUnavailableError: the log cannot be read now.
            UnreadableStreamError: what served goes on.
        """
        try:
            await self._serve(playbook)
        except UnreadableStreamError as error:
            known = self._histories.get(playbook, History())
            self._recall(reduce(history_after, error.readable, known))
            raise

    async def _serve(self, playbook: PlaybookSlug) -> None:
        """Let what the log says serve.

        Two releases at once may pass each other while their programs are read: whoever is done last looks at
        the log once more, so that the slower never wins over the later.
        """
        served = self._served.get(playbook)
        while (history := await self.history(playbook)) != served and history.version:
            self._recall(history)
            if history.is_ours:
                await self.counter.serve(
                    playbook, history.serving, () if history.retired else history.earlier
                )
            served = self._served[playbook] = history

    def _recall(self, history: History) -> None:
        for revision, reason in history.recalled.items():
            self.counter.recall(revision, Recall(reason, history.successors.get(revision)))

    def utc(self) -> datetime:
        """Return the time as events carry it."""
        return self.office.clock().astimezone(UTC)

    def _begun(
        self, playbook: PlaybookSlug, history: History, serving: Program | None
    ) -> PlaybookImported | None:
        if history.version or serving is None:
            return None
        return PlaybookImported(
            at=self.utc(), by=CONSOLE.person, playbook=playbook, revision=serving.revision
        )

    async def _notices(self, write: Write, tells: Tells) -> tuple[Notice, ...]:
        """Tell the trainers and the admins of the last event of a write, and of a day dropped."""
        directory, first = self.office.directory, write.expected + 1
        told = [
            (kind, first + place, event)
            for place, event in enumerate(write.events)
            if (place == len(write.events) - 1 or isinstance(event, ScheduleDropped))
            and (kind := _kind(event)) is not None
        ]
        if not told or tells is Tells.NOBODY:
            return ()
        people = (*await directory.members(role=Role.TRAINER), *await directory.members(role=Role.ADMIN))
        return tuple(
            Notice(kind=kind, to=each.person, due_at=_due(event), about=write.stream, version=version)
            for kind, version, event in told
            for each in people
            if each.person != event.by or tells is Tells.EVERYBODY
        )


def _kind(event: Event) -> NoticeKind | None:
    """Return as what the others hear of an event; none when they need not."""
    if isinstance(event, ApprovalAsked):
        return NoticeKind.APPROVAL_ASKED
    if isinstance(event, DraftMade) and event.parent != event.base:
        return None  # a file that waits already and was saved once more
    is_news = isinstance(event, _NEWS) and getattr(event, "origin", Origin.DISK) is Origin.DISK
    return NoticeKind.PLAYBOOK_NEWS if is_news else None


def _due(event: Event) -> datetime:
    """Return when an event is told: what was saved along with a file is counted in the same message."""
    of_disk = isinstance(event, PlaybookImported) or (
        isinstance(event, DraftMade) and event.origin is Origin.DISK
    )
    return event.at + SETTLING if of_disk else event.at


def comment_of(text: str) -> str | Refusal:
    """Return a comment as it is kept: in one line, identifiers masked; refused when it is too long."""
    said = mask(" ".join(text.split())).text
    too_long = Refusal(Reason.TOO_LONG, values={"most": LONGEST_COMMENT})
    return said if len(said) <= LONGEST_COMMENT else too_long
