"""Two admins at once: whatever each of them saw, the firm is never left without one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from dialogs.events import Event
from dialogs.ids import Cause, PersonId, StreamId, TeamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import PeopleService, Told
from tests.firm import ADMIN, SECOND_ADMIN, Firm

Deed = Callable[[PeopleService, PersonId, PersonId], Awaitable[Told | Refusal]]


@dataclass
class Overtaken:
    """A store before whose first append somebody else writes."""

    store: EventStore
    other: Callable[[], Awaitable[Told | Refusal]]
    others_said: Told | Refusal | None = None

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.store.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.store.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        if self.others_said is None:
            self.others_said = await self.other()
        return await self.store.append(writes, cause)


@pytest.fixture
def firm(firm_on_each_store: Firm) -> Firm:
    return firm_on_each_store


@pytest.fixture(params=["shut out", "lowered"])
def deed(request: pytest.FixtureRequest, firm: Firm) -> Deed:
    async def shut_out(people: PeopleService, by: PersonId, whom: PersonId) -> Told | Refusal:
        return await people.shut_out(await firm.actor(by), whom, firm.cause())

    async def lower(people: PeopleService, by: PersonId, whom: PersonId) -> Told | Refusal:
        return await people.change_role(await firm.actor(by), whom, Role.STAFF, TeamId("一组"), firm.cause())

    return shut_out if request.param == "shut out" else lower


async def admins(firm: Firm) -> list[PersonId]:
    return [each.person for each in await firm.storage.directory.members(role=Role.ADMIN)]


async def test_of_two_admins_who_do_away_with_each_other_at_once_one_stays(firm: Firm, deed: Deed) -> None:
    store = Overtaken(firm.office.store, lambda: deed(firm.people, SECOND_ADMIN, ADMIN))

    said = await deed(PeopleService(replace(firm.office, store=store)), ADMIN, SECOND_ADMIN)

    assert (store.others_said, said) == (Told(), Refusal(Reason.LAST_ADMIN))
    assert await admins(firm) == [SECOND_ADMIN]
