from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.actors import Actor
from dialogs.events import (
    CallsExported,
    CallsSearched,
    ErasureAsked,
    HoldEnded,
    HoldOrdered,
    InvitationGiven,
    MemberLetIn,
    MemberShutOut,
    RoleGiven,
    SessionExported,
    SessionRead,
)
from dialogs.ids import (
    PersonId,
    SessionId,
    TeamId,
    access_stream,
    list_access_stream,
    member_access_stream,
)
from dialogs.people import CONSOLE
from dialogs.ports import AccessDeed, AccessFilter, AccessLine
from dialogs.roles import Role
from storage.opening import Storage
from tests.storage.builders import (
    ADMIN,
    BOSS,
    COACH,
    EVERYBODY,
    LIN,
    MEI,
    NOON,
    SUN,
    admit,
    after,
    call,
    opened,
    write,
)

S1, S2 = SessionId("S1"), SessionId("S2")
READ = AccessLine(
    at=NOON,
    by=BOSS.person,
    by_name=BOSS.name,
    deed=AccessDeed.READ,
    session=S1,
    alias="青松-10",
    person=None,
    person_name=None,
    detail="",
)
ADMINS = replace(READ, by=ADMIN.person, by_name=ADMIN.name)
EXPORTED = replace(ADMINS, at=after(1), deed=AccessDeed.EXPORTED)
REFUSED = replace(ADMINS, at=after(2), deed=AccessDeed.ERASURE_REFUSED)
GRANTED = replace(ADMINS, at=after(3), deed=AccessDeed.ERASURE_GRANTED)
OF_NO_CALL = replace(ADMINS, session=None, alias=None)
LISTED = replace(OF_NO_CALL, at=after(4), deed=AccessDeed.LIST_EXPORTED, detail="17")
SEARCHED = replace(OF_NO_CALL, at=after(5), deed=AccessDeed.SEARCHED, detail="3")
GIVEN = replace(
    OF_NO_CALL,
    at=after(6),
    by=CONSOLE.person,
    by_name="0",
    deed=AccessDeed.ROLE_GIVEN,
    person=MEI.person,
    person_name=MEI.name,
    detail="supervisor 一组",
)
OF_LIN = replace(OF_NO_CALL, person=LIN.person, person_name=LIN.name)
SHUT_OUT = replace(OF_LIN, at=after(7), deed=AccessDeed.SHUT_OUT)
LET_IN = replace(OF_LIN, at=after(8), deed=AccessDeed.LET_IN)
INVITED = replace(OF_NO_CALL, at=after(9), deed=AccessDeed.INVITED, detail="staff 一组")
HELD = replace(ADMINS, at=after(10), deed=AccessDeed.HELD, detail="沪0115-2026-17")
LIFTED = replace(ADMINS, at=after(11), deed=AccessDeed.HOLD_LIFTED)
ALL = (LIFTED, HELD, INVITED, LET_IN, SHUT_OUT, GIVEN, SEARCHED, LISTED, GRANTED, REFUSED, EXPORTED, READ)
"""The latest first."""


async def deeds(storage: Storage) -> None:
    """Let each thing that can be done be done once, a minute after the other."""
    await admit(storage)
    await write(storage, call("S1"), opened("S1"))
    stream, admin = access_stream(S1), ADMIN.person
    await write(storage, stream, SessionRead(at=NOON, by=BOSS.person, session=S1))
    await write(storage, stream, SessionExported(at=after(1), by=admin, session=S1))
    await write(storage, stream, ErasureAsked(at=after(2), by=admin, session=S1, granted=False))
    await write(storage, stream, ErasureAsked(at=after(3), by=admin, session=S1, granted=True))
    await write(storage, list_access_stream(admin), CallsExported(at=after(4), by=admin, calls=17))
    await write(storage, list_access_stream(admin), CallsSearched(at=after(5), by=admin, found=3))
    given = RoleGiven(
        at=after(6), by=CONSOLE.person, person=MEI.person, role=Role.SUPERVISOR, team=TeamId("一组")
    )
    await write(storage, member_access_stream(MEI.person), given)
    lin = member_access_stream(LIN.person)
    await write(storage, lin, MemberShutOut(at=after(7), by=admin, person=LIN.person))
    await write(storage, lin, MemberLetIn(at=after(8), by=admin, person=LIN.person))
    invited = InvitationGiven(at=after(9), by=admin, role=Role.STAFF, team=TeamId("一组"))
    await write(storage, list_access_stream(admin), invited)
    await write(storage, stream, HoldOrdered(at=after(10), by=admin, session=S1, reference="沪0115-2026-17"))
    await write(storage, stream, HoldEnded(at=after(11), by=admin, session=S1))


async def test_each_deed_is_a_line_and_the_latest_stands_first(storage: Storage) -> None:
    await deeds(storage)

    assert tuple(await storage.views.accesses(ADMIN, AccessFilter())) == ALL


async def test_rebuilt_deeds_are_those_that_grew_with_the_log(storage: Storage) -> None:
    await deeds(storage)

    await storage.upkeep.rebuild()

    assert tuple(await storage.views.accesses(ADMIN, AccessFilter())) == ALL


@pytest.mark.parametrize("actor", [LIN, MEI, SUN, BOSS, COACH, replace(ADMIN, disabled=True)])
async def test_nobody_but_an_admin_sees_deeds(storage: Storage, actor: Actor) -> None:
    await deeds(storage)

    assert list(await storage.views.accesses(actor, AccessFilter())) == []


def test_everybody_who_may_not_see_deeds_is_tried() -> None:
    assert {each.role for each in EVERYBODY} == set(Role)


@pytest.mark.parametrize(
    ("narrowed", "seen"),
    [
        (AccessFilter(by=BOSS.person), (READ,)),
        (AccessFilter(by=CONSOLE.person), (GIVEN,)),
        (AccessFilter(by=LIN.person), ()),
        (AccessFilter(session=S1), (LIFTED, HELD, GRANTED, REFUSED, EXPORTED, READ)),
        (AccessFilter(session=S2), ()),
        (AccessFilter(since=after(9)), (LIFTED, HELD, INVITED)),
        (AccessFilter(since=after(12)), ()),
        (AccessFilter(limit=2), (LIFTED, HELD)),
        (AccessFilter(limit=2, offset=1), (HELD, INVITED)),
        (AccessFilter(offset=12), ()),
        (AccessFilter(by=ADMIN.person, session=S1, since=after(2)), (LIFTED, HELD, GRANTED, REFUSED)),
        (AccessFilter(day=date(2026, 3, 2), by=BOSS.person), (READ,)),
        (AccessFilter(day=date(2026, 3, 1)), ()),
    ],
)
async def test_list_of_deeds_is_narrowed(
    storage: Storage, narrowed: AccessFilter, seen: Sequence[AccessLine]
) -> None:
    await deeds(storage)

    assert tuple(await storage.views.accesses(ADMIN, narrowed)) == tuple(seen)


async def test_day_of_a_deed_begins_at_local_midnight(storage: Storage) -> None:
    """In Shanghai 2 March begins at 16:00 UTC of 1 March."""
    moments = (
        datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 1, 16, tzinfo=UTC),
        datetime(2026, 3, 2, 15, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 2, 16, tzinfo=UTC),
    )
    for at in moments:
        await write(storage, access_stream(S1), SessionRead(at=at, by=BOSS.person, session=S1))

    seen = await storage.views.accesses(ADMIN, AccessFilter(day=date(2026, 3, 2)))

    assert [line.at for line in seen] == [moments[2], moments[1]]


async def test_deed_of_whom_nobody_admitted_in_a_call_that_is_unknown_is_told_by_ids(
    storage: Storage,
) -> None:
    await write(storage, access_stream(S2), SessionRead(at=NOON, by=PersonId(77), session=S2))
    role = RoleGiven(at=after(1), by=PersonId(77), person=PersonId(78), role=Role.STAFF, team=TeamId("x"))
    await write(storage, member_access_stream(PersonId(78)), role)

    given, read = await storage.views.accesses(ADMIN, AccessFilter())

    assert (read.by_name, read.session, read.alias) == ("77", S2, None)
    assert (given.person, given.person_name) == (PersonId(78), "78")


async def test_deeds_of_one_microsecond_are_told_apart_by_stream_and_version(storage: Storage) -> None:
    for session in (S2, S1, S2):
        await write(storage, access_stream(session), SessionRead(at=NOON, by=BOSS.person, session=session))

    seen = await storage.views.accesses(ADMIN, AccessFilter())

    assert [line.session for line in seen] == [S2, S2, S1]
