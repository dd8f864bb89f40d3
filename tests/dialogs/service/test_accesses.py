"""Who read, exported what, and who was given which role: noted once, seen by admins."""

from datetime import timedelta

import pytest

from dialogs.events import RoleGiven
from dialogs.ids import PersonId, SessionId, TeamId, access_stream, member_access_stream
from dialogs.people import CONSOLE
from dialogs.ports import AccessDeed, AccessFilter, AccessLine
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import AccessService, SessionRecord, Told
from dialogs.texts import Language, Phrase
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SECOND_ADMIN, SUPERVISOR, Firm

NEWCOMER = PersonId(70)
NOWHERE = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")
FIRST_TEAM, SECOND_TEAM = TeamId("一组"), TeamId("二组")
FORBIDDEN, NO_SESSION = Refusal(Reason.FORBIDDEN), Refusal(Reason.NO_SESSION)


def book(firm: Firm) -> AccessService:
    return AccessService(firm.office)


async def deeds_of(firm: Firm, person: PersonId) -> list[AccessLine]:
    found = await book(firm).latest(await firm.actor(ADMIN), AccessFilter(by=person))
    assert not isinstance(found, Refusal)
    return list(found)


async def roles(firm: Firm, person: PersonId) -> list[tuple[int, Role, str]]:
    """Who gave this person which role, in which team."""
    events = await firm.storage.events.load(member_access_stream(person))
    return [(each.by, each.role, each.team) for each in events if isinstance(each, RoleGiven)]


async def test_what_was_done_for_one_cause_is_noted_once(firm: Firm) -> None:
    call = (await firm.opened()).state.session
    chief, accesses = await firm.actor(SUPERVISOR), book(firm)
    opening, exporting, listing = firm.cause(), firm.cause(), firm.cause()

    first, again = [
        [
            await accesses.opened(chief, call, opening),
            await accesses.exported(chief, call, exporting),
            await accesses.listed(chief, 17, listing),
        ]
        for _ in range(2)
    ]

    assert first == [Told()] * 3
    assert again == [Told(changed=False)] * 3
    noted = {(line.deed, line.session, line.alias, line.detail) for line in await deeds_of(firm, SUPERVISOR)}
    assert noted == {
        (AccessDeed.READ, call, "青松-17", ""),
        (AccessDeed.EXPORTED, call, "青松-17", ""),
        (AccessDeed.LIST_EXPORTED, None, None, "17"),
    }
    assert len(await deeds_of(firm, SUPERVISOR)) == 3


async def test_opening_ones_own_call_is_not_noted_and_exporting_it_is(firm: Firm) -> None:
    call = (await firm.opened(SUPERVISOR)).state.session
    own = await firm.actor(SUPERVISOR)

    opened = await book(firm).opened(own, call, firm.cause())
    exported = await book(firm).exported(own, call, firm.cause())

    assert (opened, exported) == (Told(changed=False), Told())
    assert [line.deed for line in await deeds_of(firm, SUPERVISOR)] == [AccessDeed.EXPORTED]


@pytest.mark.parametrize("person", [AGENT, OTHER_AGENT, FAR_SUPERVISOR])
async def test_nobody_exports_what_they_may_not(firm: Firm, person: PersonId) -> None:
    call = (await firm.opened()).state.session
    actor = await firm.actor(person)

    assert await book(firm).exported(actor, call, firm.cause()) == FORBIDDEN
    assert await deeds_of(firm, person) == []


async def test_neither_opening_nor_exporting_beyond_ones_reach_is_noted(firm: Firm) -> None:
    call = (await firm.opened()).state.session
    colleague, console = await firm.actor(OTHER_AGENT), CONSOLE

    assert await book(firm).opened(colleague, call, firm.cause()) == FORBIDDEN
    assert await book(firm).listed(colleague, 3, firm.cause()) == FORBIDDEN
    assert await book(firm).opened(console, NOWHERE, firm.cause()) == NO_SESSION
    assert await book(firm).exported(console, NOWHERE, firm.cause()) == NO_SESSION
    assert await deeds_of(firm, OTHER_AGENT) == []
    assert await firm.storage.events.load(access_stream(NOWHERE)) == []


async def test_only_admins_see_the_deeds(firm: Firm) -> None:
    for person in (AGENT, SUPERVISOR):
        assert await book(firm).latest(await firm.actor(person), AccessFilter()) == Refusal(
            Reason.FORBIDDEN, values={"who": Phrase("role.admin")}
        )

    seen = await book(firm).latest(await firm.actor(ADMIN), AccessFilter())

    assert not isinstance(seen, Refusal)
    assert {line.person for line in seen} == set(range(1, 7))


async def test_page_is_turned_without_a_note_only_by_who_opened_the_call(firm: Firm) -> None:
    call = (await firm.opened()).state.session
    chief, admin = await firm.actor(SUPERVISOR), await firm.actor(ADMIN)
    await firm.reviews.read(chief, call, firm.cause())

    await firm.reviews.read(chief, call, firm.cause(), opening=False)
    believed = await firm.reviews.read(admin, call, firm.cause(), opening=False)
    await firm.reviews.read(chief, call, firm.cause())

    assert isinstance(believed, SessionRecord)
    assert [each.by for each in believed.readers] == [SUPERVISOR, ADMIN]
    assert [line.deed for line in await deeds_of(firm, SUPERVISOR)] == [AccessDeed.READ] * 2


async def test_each_role_is_noted_with_who_gave_it(firm: Firm) -> None:
    admin, second = await firm.actor(ADMIN), await firm.actor(SECOND_ADMIN)
    await firm.people.invite(admin, "digest", Role.SUPERVISOR, FIRST_TEAM, firm.cause())
    await firm.people.redeem(NEWCOMER, "新人", Language.EN, "digest", firm.cause())
    await firm.people.confirm(second, "digest", firm.cause())
    await firm.people.change_role(admin, NEWCOMER, Role.STAFF, SECOND_TEAM, firm.cause())
    await firm.people.change_role(CONSOLE, NEWCOMER, Role.ADMIN, SECOND_TEAM, firm.cause())

    assert await roles(firm, AGENT) == [(CONSOLE.person, Role.STAFF, FIRST_TEAM)]
    assert await roles(firm, NEWCOMER) == [
        (SECOND_ADMIN, Role.SUPERVISOR, FIRST_TEAM),
        (ADMIN, Role.STAFF, SECOND_TEAM),
        (CONSOLE.person, Role.ADMIN, SECOND_TEAM),
    ]


async def test_role_is_noted_in_the_write_that_gives_it_and_once(firm: Firm) -> None:
    admin, cause = await firm.actor(ADMIN), firm.cause()

    told = [
        await firm.people.change_role(admin, AGENT, Role.TRAINER, FIRST_TEAM, cause),
        await firm.people.change_role(admin, AGENT, Role.TRAINER, FIRST_TEAM, cause),
        await firm.people.change_role(admin, AGENT, Role.TRAINER, FIRST_TEAM, firm.cause()),
    ]

    recorded = await firm.storage.events.recorded(cause)
    assert told == [Told(), Told(changed=False), Told(changed=False)]
    assert recorded is not None
    assert {str(stream) for stream in recorded} == {"person/1", "access/member-1"}
    assert len(await roles(firm, AGENT)) == 2


async def test_role_that_is_refused_is_not_noted(firm: Firm) -> None:
    admin = await firm.actor(ADMIN)

    assert await firm.people.change_role(admin, AGENT, Role.ADMIN, FIRST_TEAM, firm.cause()) == Refusal(
        Reason.SECOND_ADMIN
    )

    assert len(await roles(firm, AGENT)) == 1


async def test_strongest_deeds_are_noted_once_each_with_who_did_them(firm: Firm) -> None:
    admin = await firm.actor(ADMIN)
    twice = (firm.cause(), firm.cause())
    for cause in twice:
        await firm.people.shut_out(admin, AGENT, cause)
    firm.pass_time(timedelta(minutes=1))
    for cause in (firm.cause(), firm.cause()):
        await firm.people.let_in(admin, AGENT, cause)
    firm.pass_time(timedelta(minutes=1))
    await firm.people.invite(admin, "digest", Role.STAFF, SECOND_TEAM, firm.cause())

    lines = await deeds_of(firm, ADMIN)

    assert [(line.deed, line.person_name, line.detail) for line in lines] == [
        (AccessDeed.INVITED, None, f"staff {SECOND_TEAM}"),
        (AccessDeed.LET_IN, "甲", ""),
        (AccessDeed.SHUT_OUT, "甲", ""),
    ]
