from dataclasses import replace

from dialogs.events import DetailChosen, LanguageChosen, PersonDisabled, PersonEnabled, RoleChanged
from dialogs.ids import PersonId, TeamId, person_stream
from dialogs.roles import Role
from dialogs.texts import Language
from storage.opening import Storage
from tests.storage.builders import ADMIN, BOSS, COACH, LIN, MEI, SUN, admit, admitted, after, write

T, BY = after(1), ADMIN.person
STREAM = person_stream(LIN.person)


async def test_stranger_is_nobody(storage: Storage) -> None:
    await write(storage, STREAM, PersonDisabled(at=T, by=BY, person=LIN.person))

    assert await storage.directory.actor(LIN.person) is None
    assert list(await storage.directory.members()) == []


async def test_person_is_as_their_events_left_them(storage: Storage) -> None:
    await write(
        storage,
        STREAM,
        admitted(LIN),
        RoleChanged(at=T, by=BY, person=LIN.person, role=Role.SUPERVISOR, team=TeamId("south")),
        LanguageChosen(at=T, by=LIN.person, person=LIN.person, language=Language.EN),
        DetailChosen(at=T, by=LIN.person, person=LIN.person, brief=True),
    )

    expected = replace(LIN, role=Role.SUPERVISOR, team=TeamId("south"), language=Language.EN, brief=True)
    assert await storage.directory.actor(LIN.person) == expected


async def test_disabled_person_is_known_but_no_member_until_enabled(storage: Storage) -> None:
    await write(storage, STREAM, admitted(LIN), PersonDisabled(at=T, by=BY, person=LIN.person))
    assert await storage.directory.actor(LIN.person) == replace(LIN, disabled=True)
    assert list(await storage.directory.members()) == []

    await write(storage, STREAM, PersonEnabled(at=T, by=BY, person=LIN.person))

    assert await storage.directory.actor(LIN.person) == LIN
    assert list(await storage.directory.members()) == [LIN]


async def test_disabled_people_are_listed_when_they_are_asked_for(storage: Storage) -> None:
    await admit(storage, [LIN, MEI, BOSS])
    await write(storage, STREAM, PersonDisabled(at=T, by=BY, person=LIN.person))
    gone = replace(LIN, disabled=True)

    everybody = await storage.directory.members(disabled_too=True)
    staff = await storage.directory.members(LIN.team, Role.STAFF, disabled_too=True)

    assert list(everybody) == sorted((gone, MEI, BOSS), key=lambda person: person.name)
    assert list(staff) == sorted((gone, MEI), key=lambda person: person.name)


async def test_members_are_found_by_team_and_role_and_ordered_by_name(storage: Storage) -> None:
    await admit(storage)
    directory = storage.directory

    async def named(team: str | None, role: Role | None) -> list[PersonId]:
        found = await directory.members(None if team is None else TeamId(team), role)
        return [actor.person for actor in found]

    by_name = sorted((LIN, MEI, SUN, BOSS, COACH, ADMIN), key=lambda actor: actor.name)
    assert await named(None, None) == [actor.person for actor in by_name]
    assert await named("north", Role.STAFF) == [actor.person for actor in by_name if actor in {LIN, MEI}]
    assert await named(None, Role.ADMIN) == [ADMIN.person]
    assert await named("south", Role.SUPERVISOR) == []


async def test_people_of_one_name_are_ordered_by_id(storage: Storage) -> None:
    twins = [replace(LIN, person=PersonId(number)) for number in (9, 8)]
    await admit(storage, twins)

    assert list(await storage.directory.members()) == [twins[1], twins[0]]
