"""An erasure is announced before it is done, and whatever comes between, the list tells the truth of it."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from dialogs.events import (
    ErasureReason,
    WordsErased,
)
from dialogs.ids import SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import (
    Appended,
    Erasures,
    Kept,
    StorageUnavailableError,
    Write,
)
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.service import Erased
from tests.dialogs.service.erasing import SAID, YEAR, asked, door, ended, erase, events
from tests.firm import Firm


@pytest.fixture
def firm(firm_on_each_store: Firm) -> Firm:
    return firm_on_each_store


@dataclass
class Away:
    """A second place that cannot be written."""

    erasures: Erasures

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        raise StorageUnavailableError("the second place is away")

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        raise StorageUnavailableError("the second place is away")

    async def left_in_chats(self, session: SessionId) -> int:
        return await self.erasures.left_in_chats(session)


async def test_nothing_is_erased_that_was_not_announced(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)

    with pytest.raises(StorageUnavailableError):
        await erase(firm, session, erasures=Away(firm.storage.erasures))

    assert (await firm.office.calls.at(session)).kept is Kept.OPEN
    assert await asked(firm, session) == []


@dataclass
class Overtaken:
    """Somebody places a hold in the instant between the announcement and the append."""

    firm: Firm
    announced: list[int] = field(default_factory=list)
    withdrawn: list[SessionId] = field(default_factory=list)

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        await self.firm.storage.erasures.announce(session, version, at)
        self.announced.append(version)
        await door(self.firm).hold(CONSOLE, session, "沪01-17", self.firm.cause())

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        await self.firm.storage.erasures.withdraw(session, at)
        self.withdrawn.append(session)

    async def left_in_chats(self, session: SessionId) -> int:
        return 0


async def test_hold_that_comes_just_before_the_erasure_wins(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    overtaken = Overtaken(firm)

    answer = await erase(firm, session, erasures=overtaken)

    assert answer == Refusal(Reason.HELD, values={"reference": "沪01-17"})
    assert overtaken.withdrawn == [session]
    assert overtaken.announced == [(await firm.office.calls.at(session)).version - 2]
    assert [note.words for note in (await firm.office.calls.at(session)).noted] == [Sealed(SAID)]


@dataclass
class Forestalled:
    """Another program carries out what is announced before the one that announced it can."""

    firm: Firm
    reason: ErasureReason
    withdrawn: list[SessionId] = field(default_factory=list)

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        await self.firm.storage.erasures.announce(session, version, at)
        erased = WordsErased(at=at, by=CONSOLE.person, reason=self.reason, left_in_chat=0)
        write = Write(session_stream(session), version, (erased,))
        assert isinstance(await self.firm.storage.events.append([write], self.firm.cause()), Appended)

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        self.withdrawn.append(session)

    async def left_in_chats(self, session: SessionId) -> int:
        return 0


@pytest.mark.parametrize("reason", [ErasureReason.RESTORED, ErasureReason.ASKED], ids=["start", "other bot"])
async def test_erasure_that_another_program_carried_out_is_not_withdrawn(
    firm: Firm, reason: ErasureReason
) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    forestalled = Forestalled(firm, reason)

    answer = await erase(firm, session, erasures=forestalled)

    assert (answer, forestalled.withdrawn) == (Erased(), [])
    assert [note.words for note in (await firm.office.calls.at(session)).noted] == [Sealed.erased()]
    assert [each.reason for each in await events(firm, session) if isinstance(each, WordsErased)] == [reason]
    assert await asked(firm, session) == [True]
