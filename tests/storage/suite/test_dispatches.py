from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.ports import Dispatch, DispatchState, Notice, Write
from storage.opening import Storage
from tests.storage.builders import BOSS, LIN, NOON, after, call, cause, notice, opened
from tests.storage.places import Place


async def note(storage: Storage, *notices: Notice) -> None:
    await storage.events.append([Write(call(), 0, (opened(),), notices)], cause("notices"))


def sending(number: int, what: Notice, *, again: int = 0) -> Dispatch:
    """Return a notice as it is taken, ``again`` and again; each time it falls due an instant earlier."""
    due_at = what.due_at - again * timedelta.resolution
    return Dispatch(
        id=number, notice=replace(what, due_at=due_at), state=DispatchState.SENDING, again=bool(again)
    )


async def test_what_is_due_comes_oldest_first_and_once(storage: Storage) -> None:
    later, now, sooner = notice(due_at=after(5)), notice(LIN, after(2)), notice(BOSS, after(1))
    await note(storage, later, now, sooner)

    assert list(await storage.dispatches.due(after(2))) == [sending(3, sooner), sending(2, now)]
    assert list(await storage.dispatches.due(after(2))) == []
    assert await storage.dispatches.next_due_at() == after(5)
    assert list(await storage.dispatches.due(after(5))) == [sending(1, later)]
    assert await storage.dispatches.next_due_at() is None


async def test_notice_of_a_cause_that_comes_again_is_not_doubled(storage: Storage) -> None:
    await note(storage, notice())
    await note(storage, notice())

    assert list(await storage.dispatches.due(after(1))) == [sending(1, notice())]


async def test_what_a_crash_left_sending_is_due_again_and_says_so(place: Place) -> None:
    async with place() as storage:
        await note(storage, notice(), notice(LIN), notice(due_at=after(9)))
        await storage.dispatches.due(after(1))
        await storage.dispatches.sent(1, 77)

    async with place() as storage:
        assert await storage.dispatches.recover() == 1
        assert await storage.dispatches.recover() == 0
        assert list(await storage.dispatches.due(after(1))) == [sending(2, notice(LIN), again=1)]


@pytest.mark.parametrize("settle", ["sent", "dropped"])
async def test_what_is_sent_or_dropped_never_comes_back(storage: Storage, settle: str) -> None:
    await note(storage, notice())
    [taken] = await storage.dispatches.due(after(1))

    await (storage.dispatches.sent(1, 77) if settle == "sent" else storage.dispatches.dropped(taken))

    assert await storage.dispatches.recover() == 0
    assert list(await storage.dispatches.due(after(99))) == []
    assert await storage.dispatches.next_due_at() is None


async def test_what_is_put_off_falls_due_later(storage: Storage) -> None:
    await note(storage, notice())
    [taken] = await storage.dispatches.due(after(1))

    await storage.dispatches.put_off(taken, after(10))

    assert await storage.dispatches.next_due_at() == after(10)
    assert list(await storage.dispatches.due(after(9))) == []
    assert list(await storage.dispatches.due(after(10))) == [sending(1, replace(notice(), due_at=after(10)))]


async def test_what_is_in_hand_is_left_sending(storage: Storage) -> None:
    await note(storage, notice(), notice(LIN))
    await storage.dispatches.due(after(1))

    assert await storage.dispatches.recover({1}) == 1

    assert list(await storage.dispatches.due(after(1))) == [sending(2, notice(LIN), again=1)]


async def settled(storage: Storage, settle: str, taken: Dispatch) -> None:
    if settle == "dropped":
        await storage.dispatches.dropped(taken)
    else:
        await storage.dispatches.put_off(taken, after(50))


@pytest.mark.parametrize("settle", ["dropped", "put off"])
async def test_what_is_due_again_or_was_sent_is_neither_dropped_nor_put_off(
    storage: Storage, settle: str
) -> None:
    await note(storage, notice(), notice(LIN))
    taken = await storage.dispatches.due(after(1))
    await storage.dispatches.sent(2, 77)
    await storage.dispatches.recover()

    for each in taken:
        await settled(storage, settle, each)

    assert list(await storage.dispatches.due(after(99))) == [sending(1, notice(), again=1)]


@pytest.mark.parametrize("settle", ["dropped", "put off"])
@pytest.mark.parametrize("before", [0, 1], ids=["taken once", "taken again"])
async def test_what_another_took_meanwhile_is_neither_dropped_nor_put_off_by_who_took_it_before(
    storage: Storage, settle: str, before: int
) -> None:
    await note(storage, notice())
    for _ in range(before):
        await storage.dispatches.due(after(1))
        await storage.dispatches.recover()
    [late] = await storage.dispatches.due(after(1))
    await storage.dispatches.recover()
    [carried] = await storage.dispatches.due(after(1))

    await settled(storage, settle, late)

    assert list(await storage.dispatches.due(after(99))) == []
    await settled(storage, "put off", carried)
    assert await storage.dispatches.next_due_at() == after(50)


async def test_what_came_counts_as_sent_though_it_was_taken_for_lost(storage: Storage) -> None:
    await note(storage, notice())
    await storage.dispatches.due(after(1))
    await storage.dispatches.recover()

    await storage.dispatches.sent(1, 77)

    assert list(await storage.dispatches.due(after(99))) == []


async def test_what_is_due_later_can_be_made_due_sooner(storage: Storage) -> None:
    await note(storage, notice(), notice(LIN, after(2)), notice(due_at=after(60)))
    await storage.dispatches.due(NOON)

    await storage.dispatches.hasten(timedelta(minutes=30))

    assert list(await storage.dispatches.due(after(1))) == [sending(2, notice(LIN, after(-28)))]
    assert await storage.dispatches.next_due_at() == after(30)


async def test_dispatch_that_never_was_cannot_have_been_sent(storage: Storage) -> None:
    with pytest.raises(KeyError):
        await storage.dispatches.sent(5, 77)
