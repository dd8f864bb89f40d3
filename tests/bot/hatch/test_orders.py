"""What each order comes to, whoever carries it out; the same one for the same cause writes once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import get_args

import pytest

from bot.hatch.lines import read_asked, to_line
from bot.hatch.orders import (
    REFUSED,
    AddPerson,
    AnyOrder,
    ChangeRole,
    Disable,
    Enable,
    EraseCall,
    EraseDue,
    HoldCall,
    LiftHold,
    NoteExport,
    NoteListExport,
    NoteReading,
    NoteSearch,
    OfNotes,
    OfPeople,
    Order,
    Outcome,
    Room,
    perform,
)
from bot.settings import Settings
from dialogs.actors import Actor
from dialogs.commands import EndSession
from dialogs.events import CallsExported, SessionExported, SessionRead
from dialogs.ids import Cause, PersonId, SessionId, TeamId, access_stream, list_access_stream
from dialogs.people import CONSOLE
from dialogs.program import Outcome as CallOutcome
from dialogs.render.people import one
from dialogs.roles import Role
from dialogs.texts import Language, Phrase
from tests.bot.hatch.standing import asked
from tests.firm import ADMIN, AGENT, SECOND_ADMIN, Firm, open_firm

NEWCOMER, NOBODY = PersonId(70), PersonId(71)
NOWHERE = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")
TEAM = TeamId("二组")
ADD = AddPerson(person=NEWCOMER, name="新人", role=Role.STAFF, team=TEAM, language=Language.EN)
DONE, SO_ALREADY = Outcome(0, Phrase("toast.done")), Outcome(0, Phrase("people.already_so"))


def changed(role: Role, team: str, *, disabled: bool = False) -> Outcome:
    """Return what is said of the newcomer once they are changed."""
    newcomer = Actor(NEWCOMER, "新人", role, TeamId(team), Language.EN, disabled=disabled)
    return Outcome(0, Phrase("people.changed", {"person": NEWCOMER, "member": one(newcomer)}))


def refused(key: str, **values: int) -> Outcome:
    return Outcome(1, Phrase(key, values))


@dataclass
class Desk:
    """A firm, and orders to it."""

    firm: Firm

    async def does(self, order: AnyOrder, cause: Cause | None = None) -> Outcome:
        room = Room(settings=Settings(), storage=self.firm.storage, office=self.firm.office)
        return await perform(room, order, cause or self.firm.cause(), lambda _: None)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_firm() as firm:
        yield Desk(firm)


async def test_people_are_let_in_changed_and_shut_out_and_let_in_again(desk: Desk) -> None:
    orders: tuple[AnyOrder, ...] = (
        ADD,
        ChangeRole(person=NEWCOMER, role=Role.SUPERVISOR, team=None),
        ChangeRole(person=NEWCOMER, role=Role.TRAINER, team=TeamId("三组")),
        Disable(person=NEWCOMER),
        Enable(person=NEWCOMER),
    )
    seen = []
    for order in orders:
        outcomes = (await desk.does(order), await desk.does(order))
        person = await desk.firm.actor(NEWCOMER)
        seen.append((*outcomes, person.role, person.team, person.disabled))

    assert seen == [
        (changed(Role.STAFF, "二组"), SO_ALREADY, Role.STAFF, "二组", False),
        (changed(Role.SUPERVISOR, "二组"), SO_ALREADY, Role.SUPERVISOR, "二组", False),
        (changed(Role.TRAINER, "三组"), SO_ALREADY, Role.TRAINER, "三组", False),
        (changed(Role.TRAINER, "三组", disabled=True), SO_ALREADY, Role.TRAINER, "三组", True),
        (changed(Role.TRAINER, "三组"), SO_ALREADY, Role.TRAINER, "三组", False),
    ]


@pytest.mark.parametrize(
    "order",
    [ChangeRole(person=NOBODY, role=Role.STAFF, team=None), Disable(person=NOBODY), Enable(person=NOBODY)],
)
async def test_nobody_is_changed_who_is_not_there(desk: Desk, order: AnyOrder) -> None:
    assert await desk.does(order) == refused("people.nobody", person=NOBODY)


async def test_refusal_of_a_service_is_the_outcome(desk: Desk) -> None:
    await desk.does(Disable(person=SECOND_ADMIN))

    assert await desk.does(Disable(person=ADMIN)) == refused("refused.last_admin")
    assert await desk.does(NoteReading(session=NOWHERE)) == refused("console.no_session")
    assert await desk.does(NoteExport(session=NOWHERE)) == refused("console.no_session")


async def test_what_is_shown_and_exported_is_noted_as_the_command_lines(desk: Desk) -> None:
    call = (await desk.firm.opened()).state.session

    outcomes = [
        await desk.does(order)
        for order in (NoteReading(session=call), NoteExport(session=call), NoteListExport(calls=17))
    ]

    store = desk.firm.storage.events
    of_call, of_lists = (
        await store.load(access_stream(call)),
        await store.load(list_access_stream(CONSOLE.person)),
    )
    assert outcomes == [DONE] * 3
    assert [type(each) for each in of_call] == [SessionRead, SessionExported]
    assert [each.calls for each in of_lists if isinstance(each, CallsExported)] == [17]
    assert {each.by for each in (*of_call, *of_lists)} == {CONSOLE.person}


async def test_each_order_writes_once_for_one_cause(desk: Desk) -> None:
    call = (await desk.firm.opened()).state.session
    orders: tuple[AnyOrder, ...] = (
        ADD,
        ChangeRole(person=AGENT, role=Role.TRAINER, team=None),
        NoteReading(session=call),
        NoteExport(session=call),
        NoteListExport(calls=17),
        NoteSearch(found=3),
        Disable(person=AGENT),
        Enable(person=AGENT),
    )
    written_once = []
    for order in orders:
        cause = desk.firm.cause()
        first = await desk.does(order, cause)
        written = await desk.firm.storage.events.recorded(cause)
        again = await desk.does(order, cause)
        written_once.append((first.code, again, written == await desk.firm.storage.events.recorded(cause)))

    assert written_once == [(0, SO_ALREADY, True)] * len(orders)
    assert {type(order) for order in orders} == set(get_args(OfPeople | OfNotes))


async def test_call_is_held_let_go_and_erased_by_orders_once_each(desk: Desk) -> None:
    opened = await desk.firm.opened()
    call, actor = opened.state.session, await desk.firm.actor(AGENT)
    going_on = await desk.does(EraseCall(session=call))
    await desk.firm.does(EndSession(actor=actor, session=call, outcome=CallOutcome.DECLINED))
    held, let_go = HoldCall(session=call, reference="2026-虚-17"), LiftHold(session=call)

    said = [(await desk.does(each)).say.key for each in (held, held, let_go, let_go)]

    assert going_on.code == REFUSED
    assert said == ["toast.done", "people.already_so", "toast.done", "refused.not_held"]
    assert (await desk.does(EraseDue())).say == Phrase("keeping.erased", {"count": 0, "left": 0})


def test_every_order_has_a_name_of_its_own_and_survives_the_way() -> None:
    orders: tuple[AnyOrder, ...] = (
        ADD,
        ChangeRole(person=NEWCOMER, role=Role.STAFF, team=None),
        Disable(person=NEWCOMER),
        Enable(person=NEWCOMER),
        NoteReading(session=NOWHERE),
        NoteExport(session=NOWHERE),
        NoteListExport(calls=0),
        NoteSearch(found=0),
        EraseCall(session=NOWHERE),
        HoldCall(session=NOWHERE, reference="2026-虚-17"),
        LiftHold(session=NOWHERE),
        EraseDue(),
    )

    assert [read_asked(to_line(asked(each))).order for each in orders] == list(orders)
    assert len({each.__struct_config__.tag for each in orders}) == len(orders)
    assert set(Order.__subclasses__()) == set(get_args(AnyOrder))
