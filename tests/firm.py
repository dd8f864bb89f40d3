"""A small firm on a store: two agents, a supervisor each for two teams, two admins."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.settings import LIBRARY
from dialogs.actors import Actor
from dialogs.commands import Choose, OpenSession, SessionCommand
from dialogs.deadlines import NO_DEADLINES, DeadlinePolicy
from dialogs.ids import (
    Cause,
    ChoiceId,
    ComplaintId,
    PersonId,
    PlaybookSlug,
    SessionId,
    TeamId,
    time_ordered_id,
)
from dialogs.ports import Programs
from dialogs.program import Channel
from dialogs.roles import Role
from dialogs.service import Done, Office, PeopleService, Refused, ReviewService, SessionService
from dialogs.texts import Language
from playbooks.catalog import Catalog
from storage.opening import Storage, open_storage

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

AGENT, OTHER_AGENT, SUPERVISOR, FAR_SUPERVISOR, ADMIN, SECOND_ADMIN = map(PersonId, range(1, 7))
_PEOPLE = (
    (AGENT, "甲", Role.STAFF, "一组"),
    (OTHER_AGENT, "乙", Role.STAFF, "一组"),
    (SUPERVISOR, "丙", Role.SUPERVISOR, "一组"),
    (FAR_SUPERVISOR, "丁", Role.SUPERVISOR, "二组"),
    (ADMIN, "戊", Role.ADMIN, "总部"),
    (SECOND_ADMIN, "己", Role.ADMIN, "总部"),
)


@dataclass
class Firm:
    """The doors to the core over one store, with a clock that a test moves."""

    storage: Storage
    office: Office
    clock: Callable[[], datetime]
    hands: list[datetime]
    causes: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.sessions = SessionService(self.office)
        self.people = PeopleService(self.office)
        self.reviews = ReviewService(self.office)

    def cause(self) -> Cause:
        return Cause(f"test:{next(self.causes)}")

    def pass_time(self, passed: timedelta) -> None:
        self.hands[0] += passed

    async def actor(self, person: PersonId) -> Actor:
        found = await self.storage.directory.actor(person)
        assert found is not None
        return found

    def new_id(self) -> str:
        return time_ordered_id(self.clock(), secrets.randbits(80))

    async def opening(self, person: PersonId = AGENT, complaint: ComplaintId | None = None) -> OpenSession:
        return OpenSession(
            actor=await self.actor(person),
            session=SessionId(self.new_id()),
            complaint=complaint or ComplaintId(self.new_id()),
            alias="青松-17",
            playbook=PlaybookSlug("five-steps"),
            product="card",
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )

    async def opened(self, person: PersonId = AGENT) -> Done:
        done = await self.sessions.open(await self.opening(person), self.cause())
        assert isinstance(done, Done)
        self.pass_time(timedelta(seconds=1))
        return done

    async def does(self, command: SessionCommand) -> Done | Refused:
        self.pass_time(timedelta(seconds=1))
        return await self.sessions.handle(command, self.cause())

    async def chooses(self, done: Done, choice: str, person: PersonId = AGENT) -> Done | Refused:
        actor = await self.actor(person)
        state = done.state
        return await self.does(
            Choose(actor=actor, session=state.session, turn=state.turn, choice=ChoiceId(choice))
        )


@asynccontextmanager
async def open_firm(
    url: str = "memory://",
    deadlines: DeadlinePolicy = NO_DEADLINES,
    programs: Programs | None = None,
) -> AsyncIterator[Firm]:
    """Open the firm on a store, at nine in the morning local time; on the library, or ``programs``."""
    hands = [NINE]

    def clock() -> datetime:
        return hands[0]

    async with open_storage(url, clock=clock, zone=ZONE) as storage:
        programs = programs or await Catalog.open(LIBRARY, storage.revisions)
        office = Office(
            store=storage.events,
            programs=programs,
            directory=storage.directory,
            views=storage.views,
            clock=clock,
            zone=ZONE,
            deadlines=deadlines,
        )
        firm = Firm(storage, office, clock, hands)
        for person, name, role, team in _PEOPLE:
            cause = Cause(f"admit:{person}")
            await firm.people.admit(person, name, role, TeamId(team), Language.ZH, cause)
        yield firm
