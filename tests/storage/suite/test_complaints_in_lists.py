from dataclasses import replace

import pytest

from dialogs.events import AgreementAdded, CallClosed, CallReopened, Event
from dialogs.ids import SessionId
from dialogs.ports import ComplaintLine
from dialogs.program import Outcome
from storage.opening import Storage
from tests.storage.builders import (
    ADMIN,
    BOSS,
    LIN,
    MEI,
    NOON,
    after,
    call,
    called,
    closed,
    complaint_of,
    opened,
    received,
    write,
)

LINE = ComplaintLine(
    complaint=received().complaint,
    number="HJ-C1",
    alias="青松-10",
    product="card",
    received_on=received().received_on,
    calls=1,
    last_agent=LIN.person,
    last_call_at=NOON,
)
REOPENED = CallReopened(at=after(2), by=LIN.person, session=SessionId("S1"))


async def first_call(storage: Storage) -> None:
    await write(storage, call("S1"), opened("S1", LIN))
    await write(storage, complaint_of(), received(), called("S1", LIN))


async def test_complaint_says_what_lists_show(storage: Storage) -> None:
    await first_call(storage)

    assert list(await storage.views.open_complaints(LIN)) == [LINE]


async def test_second_call_of_a_colleague_counts(storage: Storage) -> None:
    await first_call(storage)
    await write(storage, call("S2"), opened("S2", MEI, at=after(5)))
    await write(storage, complaint_of(), called("S2", MEI, at=after(5)))

    second = replace(LINE, calls=2, last_agent=MEI.person, last_call_at=after(5))
    assert list(await storage.views.open_complaints(LIN)) == [second]
    assert list(await storage.views.open_complaints(MEI)) == [second]


async def test_complaint_on_which_one_had_no_call_is_not_listed(storage: Storage) -> None:
    await first_call(storage)

    assert list(await storage.views.open_complaints(MEI)) == []
    assert list(await storage.views.open_complaints(BOSS)) == []
    assert list(await storage.views.open_complaints(ADMIN)) == []


@pytest.mark.parametrize(
    ("events", "is_open"),
    [
        ((), True),
        ((closed(Outcome.AGREED),), False),
        ((closed(Outcome.PROMISED),), True),
        ((closed(Outcome.BROKEN_OFF),), True),
        ((closed(Outcome.AGREED), REOPENED), True),
        ((closed(Outcome.AGREED), REOPENED, closed(Outcome.AGREED)), False),
        ((closed(Outcome.AGREED), closed(Outcome.DECLINED)), True),
        ((AgreementAdded(at=NOON, by=LIN.person, session=SessionId("S1")),), True),
    ],
)
async def test_complaint_is_settled_while_its_latest_close_was_agreed(
    storage: Storage, events: tuple[Event, ...], is_open: bool
) -> None:
    await first_call(storage)
    await write(storage, complaint_of(), *events)

    assert list(await storage.views.open_complaints(LIN)) == ([LINE] if is_open else [])


async def test_latest_complaint_stands_first(storage: Storage) -> None:
    for number in (1, 3, 2):
        name, moment = f"C{number}", after(number)
        await write(storage, call(name), opened(name, complaint=name, at=moment))
        await write(storage, complaint_of(name), received(name, at=moment), called(name, at=moment))

    listed = [line.complaint for line in await storage.views.open_complaints(LIN)]
    assert listed == ["C3", "C2", "C1"]


async def test_complaint_that_was_settled_lately_is_listed_behind_the_open_ones_if_asked_for(
    storage: Storage,
) -> None:
    await first_call(storage)
    closed = CallClosed(at=after(3), by=LIN.person, session=SessionId("S1"), outcome=Outcome.AGREED)
    await write(storage, complaint_of(), closed)
    views = storage.views

    assert list(await views.open_complaints(LIN)) == []
    assert list(await views.open_complaints(LIN, NOON)) == [LINE]
    assert list(await views.open_complaints(LIN, after(1))) == []


async def test_complaint_whose_only_call_was_opened_by_mistake_is_listed_nowhere(storage: Storage) -> None:
    await first_call(storage)
    mistaken = CallClosed(at=after(3), by=LIN.person, session=SessionId("S1"), outcome=Outcome.MISTAKEN)
    await write(storage, complaint_of(), mistaken)

    assert list(await storage.views.open_complaints(LIN, NOON)) == []

    await write(storage, complaint_of(), REOPENED)

    assert list(await storage.views.open_complaints(LIN)) == [LINE]
