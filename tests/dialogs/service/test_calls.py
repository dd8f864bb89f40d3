"""Calls as they stand: caught up with the log whoever wrote, and never older than it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from dialogs.events import Event
from dialogs.evolve import fold
from dialogs.ids import Cause, SessionId, StreamId, session_stream
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from dialogs.sealed import Sealed
from dialogs.service.calls import Calls
from dialogs.state import SessionState
from tests.dialogs.service.erasing import SAID, YEAR, ended, erase
from tests.firm import open_firm


@dataclass
class _Counted:
    """A store that remembers how many events it gave out."""

    store: EventStore
    given: list[int] = field(default_factory=list)

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        events = await self.store.load(stream, after)
        self.given.append(len(events))
        return events

    async def recorded(self, cause: Cause) -> None:
        raise AssertionError("nobody asks")

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        raise AssertionError("nobody writes")


async def test_a_call_is_folded_once_and_then_caught_up() -> None:
    async with open_firm() as firm:
        done = await firm.opened()
        store = _Counted(firm.storage.events)
        calls, session = Calls(store), done.state.session

        before = await calls.at(session)
        await firm.chooses(done, "heard")
        after = await calls.at(session)
        await calls.at(session)

        assert store.given == [1, after.version - before.version, 0]
        assert after.version > before.version
        assert after == fold(await firm.storage.events.load(session_stream(session)))


async def test_an_older_state_never_takes_the_place_of_a_newer_one() -> None:
    async with open_firm() as firm:
        done = await firm.opened()
        store = _Counted(firm.storage.events)
        calls = Calls(store)
        older = await calls.at(done.state.session)
        await firm.chooses(done, "heard")
        newer = await calls.at(done.state.session)

        calls.stands(older)

        assert await calls.at(done.state.session) == newer
        assert store.given[-1] == 0


async def test_a_call_that_nobody_looked_at_for_long_is_folded_anew() -> None:
    async with open_firm() as firm:
        first, second = await firm.opened(), await firm.opened()
        store = _Counted(firm.storage.events)
        calls = Calls(store, most=1)

        for done in (first, second, first):
            await calls.at(done.state.session)

        assert store.given == [2, 1, 2]


async def test_words_that_another_program_erased_are_read_by_nobody_who_knew_them() -> None:
    async with open_firm() as firm:
        session = await ended(firm)
        calls = Calls(firm.storage.events)
        assert [note.words for note in (await calls.at(session)).noted] == [Sealed(SAID)]
        firm.pass_time(2 * YEAR)
        await erase(firm, session)

        looks = await asyncio.gather(*(calls.at(session) for _ in range(3)))

        assert [note.words for state in looks for note in state.noted] == [Sealed.erased()] * 3


async def test_call_that_is_over_is_let_go_and_one_that_goes_on_is_not() -> None:
    async with open_firm() as firm:
        over, going_on = await ended(firm), (await firm.opened()).state.session
        store = _Counted(firm.storage.events)
        calls = Calls(store)
        before = [await calls.at(each) for each in (over, going_on)]
        store.given.clear()

        calls.forget_ended()

        assert [await calls.at(each) for each in (over, going_on)] == before
        assert store.given == [before[0].version, 0]


async def test_no_call_is_no_call() -> None:
    async with open_firm() as firm:
        assert await firm.office.calls.at(SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")) == SessionState()
