"""Many people walk calls while several bots share their log, and die or stop one after the other."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from storage.keyring import Keyring
from storage.keys_file import write_new
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside
from tests.kill.bodies import PATIENCE, Body, Nursery
from tests.kill.child import LEAVING, Orders
from tests.kill.citizen import Citizen
from tests.kill.city import City, Message
from tests.kill.crowd import Crowd, Sudden, free_port
from tests.kill.ledger import Ledger
from tests.kill.under_load import the_program
from tests.kill.walk import LOOK_SECONDS, BrokenPromiseError
from tests.replicas.balancer import PATH, Balancer
from tests.replicas.served_log import read_served
from tests.storage.postgres.beside import select

PEOPLE: Final = 1
HURRIED: Final = 0.3
"""Seconds that are enough to leave in: the balancer of the tests notices at once who listens no more."""


@dataclass(slots=True, kw_only=True)
class Fleet(Crowd):
    """A crowd whose bot is several: what one of them leaves, the others take up."""

    url: str
    """Of the log that they share."""
    balancer: Balancer
    size: int = 2
    kindly: bool = False
    """They are asked to stop, instead of killed: a rolling restart."""
    leaving: float = LEAVING
    """For so many seconds one that is asked to stop still takes what is delivered."""
    bodies: dict[int, Body] = field(default_factory=dict)
    """Who lives, by port, the eldest first."""
    patience: float = PATIENCE
    """Seconds for what those who live are waited for."""
    without_leader: float = 0.0
    """The longest time after the end of one who led until another did, in seconds."""
    copies: int = 0
    """Cards that never had buttons: copies that a death left in a chat."""

    def orders(self, door: str) -> Orders:
        """Return how the next child is to run."""
        ours = Crowd.orders(self, door)
        return replace(
            ours,
            served=self.url,
            webhook=f"{self.balancer.address}{PATH}",
            listen=self.port,
            leaving=self.leaving,
        )

    def ledger(self) -> Ledger:
        """Read the log beside whoever writes it."""
        return read_served(self.url, self.log)

    remains = ledger

    async def _begin(self) -> None:
        """Let all begin to live; the first leads."""
        for number in range(self.size):
            await self.settle_in(self._door(0) if number == self.size - 1 else "")
            await self.until(lambda: any(each.leads for each in self.bodies.values()))
        await self._all_well()

    async def _live(self) -> None:
        """Let one after the other end as its fate says and be born again.

        At a door it is the youngest, who was born with that door; else the eldest, who is likely to lead.
        """
        for number, fate in enumerate(self.fates):
            await self._replace(list(self.bodies)[-1 if fate.door else 0], fate, self._door(number + 1))

    async def _replace(self, port: int, fate: Sudden, door: str = "") -> None:
        """Let one end as its fate says, and another be born in its place."""
        body = self.bodies.pop(port)
        await self._ended(body, fate)
        self.deaths += 1
        if body.leads:
            await self._led_again()
        await self._check_beside()
        await self.settle_in(door, port)
        await self._all_well()

    async def _check_beside(self) -> None:
        """Check what an end left while the others go on: to read a long log takes seconds.

        It is read in a thread, since the city and the balancer serve from this one.
        """
        acknowledged = self.acknowledged
        self.check(await asyncio.to_thread(self.remains), acknowledged)

    async def _led_again(self) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await self.until(lambda: any(each.leads for each in self.bodies.values()))
        self.without_leader = max(self.without_leader, loop.time() - begun)

    def _door(self, number: int) -> str:
        return self.fates[number].door if number < len(self.fates) else ""

    async def settle_in(self, door: str = "", port: int = 0) -> Body:
        """Let one be born, where another has died or at a port of its own."""
        if not port:
            port = free_port(self.balancer.ports)
            self.balancer.ports.append(port)
        self.port = port
        body = self.bodies[port] = await self._born(door)
        return body

    async def _rest(self) -> None:
        """Wait until the chats say what the log does; the whole log is read for that, so not all the time."""
        await self.until(lambda: self.city.post.is_idle)
        for _ in range(int(PATIENCE * 10)):
            if not self._behind():
                return
            await asyncio.sleep(0.1)
        raise BrokenPromiseError(f"the cards of {self._behind()} do not come to what the log says")

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[None]:
        """Have all of them take what is delivered, and nobody walk."""
        async with asyncio.TaskGroup() as group:
            posting = group.create_task(self.city.post.deliver(), name="post")
            await self._begin()
            yield
            posting.cancel()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of those who live."""
        async with asyncio.timeout(self.patience):
            while not holds():
                await self.city.hub.wait(LOOK_SECONDS)

    async def _all_well(self) -> None:
        """Wait until all take updates: one at a time is missing, as behind every balancer."""
        await self.until(lambda: all(each.healthy or each.dead.is_set() for each in self.bodies.values()))
        if any(each.dead.is_set() for each in self.bodies.values()):
            said = self.nursery.errors.read_text(encoding="utf-8").strip()
            raise BrokenPromiseError(f"a bot has ended by itself: {said.rpartition(chr(10))[2]}")

    def _check_copies(self, citizen: Citizen) -> None:
        """No copy at all: neither two bots at the same moment leave one nor whoever is asked to stop.

        Only a death may, between a card and the record of where it stands: one in a chat.
        """
        copies = len(self._copies(citizen))
        self.copies += copies
        if self.kindly and copies:
            raise BrokenPromiseError(f"{citizen.person} has {copies} copies of cards, and nobody was killed")
        Crowd._check_copies(self, citizen)

    def _copies(self, citizen: Citizen) -> list[Message]:
        """Leave out the last card of a call that had ended, and lost its buttons, when the next one began."""
        drawn = f"SELECT message FROM shown WHERE chat = {citizen.person} AND digest NOT LIKE 'bare%'"
        known = {row[0] for row in select(self.url, drawn)}
        return [each for each in Crowd._copies(self, citizen) if each.number not in known]

    async def _ended(self, body: Body, fate: Sudden) -> None:
        """Wait until one has ended as its fate says, or was killed where it halted."""
        fuse = self.city.fuse
        fuse.left, fuse.delay, fuse.strike = fate.left, fate.delay, body.stop if self.kindly else body.kill
        while not body.dead.is_set():
            if body.halted.is_set():
                await self._linger(fate.lingers)
                body.kill()
                await body.dead.wait()
            await self.city.hub.wait(LOOK_SECONDS)
        fuse.left = 0


async def fleet(
    place: City,
    children: Nursery,
    balancer: Balancer,
    folder: Path,
    url: str,
    ends: Sequence[Sudden] = (),
    *,
    seed: int,
    size: int = 2,
    people: int = PEOPLE,
    kindly: bool = False,
    leaving: float = LEAVING,
    variant: str = "",
) -> Fleet:
    """Return ``size`` bots on the log at ``url``, of which some end so, and ``people`` who walk calls."""
    write_new(beside(folder / "log.db", KEYS), Keyring.fresh(date(2026, 11, 28)).text())
    made = Fleet(
        city=place,
        nursery=children,
        log=folder / "log.db",
        program=await the_program(),
        fates=ends,
        port=0,
        url=url,
        balancer=balancer,
        size=size,
        kindly=kindly,
        leaving=leaving,
        variant=variant,
    )
    await made.settle(people, random.Random(seed))
    return made
