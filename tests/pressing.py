"""A small firm with two trainers over a store, a library of one playbook, and the door to publishing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.commands import OpenSession
from dialogs.events import Event
from dialogs.ids import (
    Cause,
    ComplaintId,
    PersonId,
    Revision,
    SessionId,
    StepId,
    TeamId,
    playbook_stream,
    shelf_stream,
    time_ordered_id,
)
from dialogs.ports import NoticeKind, Written
from dialogs.program import Channel
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.service import (
    Done,
    NewWords,
    Office,
    PeopleService,
    PublishingService,
    SessionService,
    Shelf,
    Told,
)
from dialogs.texts import Language
from playbooks.catalog import Catalog
from playbooks.workshop import Rehearse, Workshop, no_rehearsals
from storage.opening import Storage, open_storage
from tests.playbooks.samples import SMALL_CALL, small_call, write_library

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AGENT, HE, MA, ADMIN = map(PersonId, range(1, 5))
PEOPLE = (
    (AGENT, "林晓", Role.STAFF),
    (HE, "何老师", Role.TRAINER),
    (MA, "马老师", Role.TRAINER),
    (ADMIN, "高主任", Role.ADMIN),
)
HINT = NewWords(step=StepId("greet"), where="hints.0", language=Language.ZH, text="再慢一点")
"""Touches nothing that needs a second person."""
VERBATIM = NewWords(step=StepId("where"), where="say", language=Language.ZH, text="记一下出在哪。")


@dataclass
class PressRoom:
    """The doors over one store, with a clock that a test moves."""

    storage: Storage
    office: Office
    catalog: Catalog
    press: PublishingService
    library: Path
    hands: list[datetime]
    causes: "count[int]" = field(default_factory=count)

    def cause(self) -> Cause:
        return Cause(f"test:{next(self.causes)}")

    def pass_time(self, passed: timedelta) -> None:
        self.hands[0] += passed

    async def notices(self) -> list[tuple[PersonId, NoticeKind]]:
        """Return who is told of what by now."""
        due = await self.storage.dispatches.due(self.office.clock())
        return sorted((each.notice.to, each.notice.kind) for each in due)

    async def actor(self, person: PersonId = HE) -> Actor:
        found = await self.storage.directory.actor(person)
        assert found is not None
        return found

    @property
    def serving(self) -> Revision | None:
        program = self.office.programs.current(SMALL_CALL)
        return None if program is None else program.revision

    async def rewords(
        self, words: NewWords = HINT, person: PersonId = HE, revision: Revision | None = None
    ) -> Revision:
        """Let somebody change a line, and return the draft that it makes."""
        written = await self.tries(words, person, revision)
        assert isinstance(written, Written), written
        assert written.program is not None, written.found
        return written.program.revision

    async def tries(
        self, words: NewWords, person: PersonId = HE, revision: Revision | None = None
    ) -> Written | Refusal:
        on = revision or await self.press.shelf.latest(SMALL_CALL)
        assert on is not None
        known = await self.press.shelf.revisions(await self.actor(MA), SMALL_CALL)
        assert not isinstance(known, Refusal)
        assert on in known
        return await self.press.drafts.reword(await self.actor(person), SMALL_CALL, on, words, self.cause())

    async def publishes(self, revision: Revision, person: PersonId = HE, comment: str = "") -> Told | Refusal:
        return await self.press.publish(await self.actor(person), SMALL_CALL, revision, comment, self.cause())

    async def says(self, revision: Revision | None) -> str:
        """Return the first hint that calls on a revision are shown."""
        assert revision is not None
        program = await self.office.programs.at(SMALL_CALL, revision)
        return program.steps[StepId("greet")].hints[0].zh

    async def opens(self) -> Done:
        """Let the agent begin a call."""
        ids = [time_ordered_id(self.office.clock(), number) for number in (1, 2)]
        command = OpenSession(
            actor=await self.actor(AGENT),
            session=SessionId(ids[0]),
            complaint=ComplaintId(ids[1]),
            alias="青松-17",
            playbook=SMALL_CALL,
            product=next(iter(self.catalog.offered()[0].lists["products"])),
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        done = await SessionService(self.office).open(command, self.cause())
        assert isinstance(done, Done), done
        return done

    async def events(self) -> list[str]:
        """Return what the playbook's stream holds, and the shelf's."""
        store = self.storage.events
        held: list[Event] = [
            *await store.load(shelf_stream()),
            *await store.load(playbook_stream(SMALL_CALL)),
        ]
        return [type(each).__name__ for each in held]

    def reopened(self, rehearse: Rehearse = no_rehearsals) -> PublishingService:
        """Return the door as a new start would make it, over the same catalog."""
        workshop = Workshop(self.library, self.storage.revisions, rehearse)
        shelf = Shelf(self.office, self.catalog, files_serve=self.press.shelf.files_serve)
        return PublishingService(shelf, workshop)


@asynccontextmanager
async def open_press(
    library: Path,
    url: str = "memory://",
    *,
    rehearse: Rehearse = no_rehearsals,
    wrap: Callable[[Storage], Storage] = lambda storage: storage,
    second_person: bool = True,
    files_serve: bool = True,
) -> AsyncIterator[PressRoom]:
    """Open the firm on a store and a new library, at nine in the morning local time."""
    write_library(library, small_call())
    hands = [NINE]

    def clock() -> datetime:
        return hands[0]

    async with open_storage(url, clock=clock, zone=ZONE) as opened:
        storage = wrap(opened)
        catalog = await Catalog.open(library, storage.revisions)
        office = Office(
            store=storage.events,
            programs=catalog,
            directory=storage.directory,
            views=storage.views,
            clock=clock,
            zone=ZONE,
        )
        workshop = Workshop(library, storage.revisions, rehearse, today=lambda: office.now().date())
        shelf = Shelf(office, catalog, files_serve=files_serve)
        press = PublishingService(shelf, workshop, second_person)
        room = PressRoom(storage, office, catalog, press, library, hands)
        for person, name, role in PEOPLE:
            await PeopleService(office).admit(
                person, name, role, TeamId("一组"), Language.ZH, Cause(f"admit:{person}")
            )
        yield room
