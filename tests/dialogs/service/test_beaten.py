"""Whoever is beaten by other writers again and again waits for its turn, and writes then."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import Cause, StreamId
from dialogs.ports import Appended, Write
from dialogs.service import Office
from dialogs.service.office import ROUNDS, ROUNDS_OF_A_TURN
from tests.firm import open_firm
from tests.storage.builders import call, chosen, opened

STREAM = call()


@dataclass(slots=True)
class Turns:
    """Turns that remember who asked for them."""

    taken: list[StreamId] = field(default_factory=list)
    is_inside: bool = False

    @asynccontextmanager
    async def turn(self, stream: StreamId) -> AsyncIterator[None]:
        self.taken.append(stream)
        self.is_inside = True
        yield
        self.is_inside = False


@dataclass(slots=True)
class Beaten:
    """Plans one event more for a call; somebody else is faster for the first so many times."""

    office: Office
    times: int
    rounds: int = 0
    name: str = "mine"

    async def plan(self) -> Sequence[Write]:
        version = len(await self.office.store.load(STREAM))
        self.rounds += 1
        if self.rounds <= self.times:
            await self.office.store.append(
                [Write(STREAM, version, (chosen("theirs"),))], Cause(f"theirs-{self.name}-{self.rounds}")
            )
        return [Write(STREAM, version, (chosen(self.name),))]


@asynccontextmanager
async def beaten(times: int) -> AsyncIterator[tuple[Beaten, Turns]]:
    turns = Turns()
    async with open_firm() as firm:
        await firm.storage.events.append([Write(STREAM, 0, (opened(),))], Cause("new"))
        yield Beaten(replace(firm.office, turn=turns.turn), times), turns


@pytest.mark.parametrize("times", [0, ROUNDS - 1])
async def test_whoever_is_soon_the_fastest_waits_for_nobody(times: int) -> None:
    async with beaten(times) as (writer, turns):
        answer = await writer.office.write(writer.plan, Cause("mine"))

    assert answer == Appended({STREAM: times + 2})
    assert (writer.rounds, turns.taken) == (times + 1, [])


@pytest.mark.parametrize("times", [ROUNDS, ROUNDS + ROUNDS_OF_A_TURN - 1])
async def test_whoever_was_beaten_in_every_round_goes_on_in_its_turn(times: int) -> None:
    async with beaten(times) as (writer, turns):
        answer = await writer.office.write(writer.plan, Cause("mine"))

    assert answer == Appended({STREAM: times + 2})
    assert (writer.rounds, turns.taken, turns.is_inside) == (times + 1, [STREAM], False)


async def test_whoever_is_beaten_in_its_turn_as_well_is_told_to_come_again() -> None:
    async with beaten(ROUNDS + ROUNDS_OF_A_TURN) as (writer, turns):
        with pytest.raises(WritersKeepCollidingError):
            await writer.office.write(writer.plan, Cause("mine"))

    assert turns.taken == [STREAM]
