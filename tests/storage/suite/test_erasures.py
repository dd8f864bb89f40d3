"""What a store does beside the log when a call is shut: its messages are to leave their chats."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs.actors import Actor
from dialogs.events import ErasureReason, HoldPlaced, StorageOnlyBegun, WordsErased
from dialogs.ids import SessionId
from dialogs.ports import Kept, SessionFilter, ShownCard
from storage.opening import Storage
from tests.storage.builders import ADMIN, BOSS, COACH, LIN, MEI, NOON, admit, call, opened, shown, write

S1 = SessionId("S1")
STORED = StorageOnlyBegun(at=NOON, by=ADMIN.person, rule="all", until=date(2031, 1, 1))
ERASED = WordsErased(at=NOON, by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)
HELD = HoldPlaced(at=NOON, by=ADMIN.person, reference="沪01-17")


async def test_all_calls_are_paged_for_whoever_may_erase(storage: Storage) -> None:
    await admit(storage)
    for name, agent in (("S2", MEI), ("S1", LIN), ("S3", LIN)):
        await write(storage, call(name), opened(name, agent))
    await write(storage, call("S1"), STORED)
    await write(storage, call("S3"), HELD, ERASED)

    first = await storage.views.all_sessions(ADMIN, None, 2)
    second = await storage.views.all_sessions(ADMIN, first[-1].session, 2)
    third = await storage.views.all_sessions(ADMIN, second[-1].session, 2)

    assert [(line.session, line.agent_name, line.kept, line.held) for line in (*first, *second, *third)] == [
        ("S1", LIN.name, Kept.STORED, False),
        ("S2", MEI.name, Kept.OPEN, False),
        ("S3", LIN.name, Kept.ERASED, True),
    ]


@pytest.mark.parametrize("actor", [LIN, COACH, BOSS, replace(ADMIN, disabled=True)])
async def test_nobody_else_pages_all_calls(storage: Storage, actor: Actor) -> None:
    await write(storage, call("S1"), opened("S1"))

    assert list(await storage.views.all_sessions(actor, None, 10)) == []


async def put(storage: Storage) -> list[ShownCard]:
    """Two chats with something of a call: a card, a text, a look; and a card of another call."""
    await write(storage, call("S1"), opened("S1"))
    await write(storage, call("S2"), opened("S2"))
    own = [
        shown(5),
        replace(shown(6, live=False), digest=""),
        replace(shown(4, live=False), chat=9, digest=""),
    ]
    for card in (*own, shown(7, session="S2"), shown(8, session=None)):
        assert await storage.shown.record(card, after=None)
    return own


async def test_messages_of_a_call_are_counted_in_all_chats(storage: Storage) -> None:
    await put(storage)

    assert await storage.erasures.left_in_chats(S1) == 3
    assert await storage.erasures.left_in_chats(SessionId("S9")) == 0
    assert list(await storage.shown.to_sweep(10)) == []


@pytest.mark.parametrize("event", [STORED, ERASED])
async def test_messages_of_a_call_that_is_shut_are_to_leave_their_chats(
    storage: Storage, event: StorageOnlyBegun | WordsErased
) -> None:
    card, text, look = await put(storage)
    assert [each.live for each in await storage.shown.live_in(7)] == [True, True, True]

    await write(storage, call("S1"), event)

    marked = [
        replace(card, digest="-", live=False, sweep=True),
        replace(text, sweep=True),
        replace(look, sweep=True),
    ]
    assert list(await storage.shown.to_sweep(10)) == marked
    assert list(await storage.shown.to_sweep(1)) == marked[:1]
    assert [each.message for each in await storage.shown.live_in(7)] == [7, 8]
    assert await storage.shown.at(7, 5) == marked[0]


async def test_hold_leaves_messages_where_they_are(storage: Storage) -> None:
    await put(storage)

    await write(storage, call("S1"), HELD)

    assert list(await storage.shown.to_sweep(10)) == []


async def test_message_that_was_dealt_with_is_not_looked_at_again(storage: Storage) -> None:
    await put(storage)
    await write(storage, call("S1"), ERASED)
    gone, stays, other = await storage.shown.to_sweep(10)

    await storage.shown.forget(gone.chat, gone.message)
    assert await storage.shown.record(replace(stays, sweep=False), after=stays)

    assert list(await storage.shown.to_sweep(10)) == [other]
    assert await storage.erasures.left_in_chats(S1) == 2


@pytest.mark.parametrize("actor", [LIN, BOSS, ADMIN])
async def test_call_that_nobody_is_shown_is_listed_for_its_complaint_alone(
    storage: Storage, actor: Actor
) -> None:
    await admit(storage)
    for name in ("S1", "S2"):
        await write(storage, call(name), opened(name, LIN))
    await write(storage, call("S1"), STORED)

    shown_ones = await storage.views.sessions(actor, SessionFilter())
    all_ones = await storage.views.sessions(actor, SessionFilter(stored_too=True))

    assert [line.session for line in shown_ones] == ["S2"]
    assert {line.session: line.kept for line in all_ones} == {"S1": Kept.STORED, "S2": Kept.OPEN}
