"""Two bots that poll for one token: one asks for updates, and the other does once it is gone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from storage.keyring import Keyring
from storage.keys_file import write_new
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside
from tests.kill.bodies import Body, Nursery
from tests.kill.child import SUPERVISOR, Orders
from tests.kill.ledger import Ledger
from tests.kill.oracle import likened, told
from tests.kill.script import WALK
from tests.kill.town import Moment, Town
from tests.kill.under_load import the_program
from tests.kill.walk import Fate, Walk
from tests.replicas.served_log import read_served

pytestmark = pytest.mark.kill
SEED = 20261129


@dataclass(slots=True, kw_only=True)
class Pair(Walk):
    """A walk whose bot is two; the one that asks for updates ends as its fate says, and a new one comes."""

    url: str
    second: Body | None = field(default=None)

    def orders(self) -> Orders:
        """Return how the next child is to run."""
        return replace(Walk.orders(self), served=self.url, halt="")

    def ledger(self) -> Ledger:
        """Read the log beside whoever writes it."""
        return read_served(self.url, self.log)

    remains = ledger

    async def _born(self) -> None:
        self.fate = next(self.fates, Fate())
        first = self.second or await self.nursery.bear(self.orders())
        self.body = first
        await self._until(lambda: first.leads and first.healthy is True, "somebody asks for updates")
        self.second = await self.nursery.bear(self.orders())
        self._watch(first)


async def pair(place: Town, children: Nursery, folder: Path, url: str, fates: Sequence[Fate]) -> Pair:
    write_new(beside(folder / "log.db", KEYS), Keyring.fresh(date(2026, 11, 28)).text())
    await place.playground.do("send", person=SUPERVISOR, text="/start")
    return Pair(
        town=place,
        nursery=children,
        log=folder / "log.db",
        oracle=await told(WALK),
        program=await the_program(),
        script=WALK,
        fates=iter(fates),
        chance=random.Random(SEED),
        url=url,
    )


@pytest.mark.parametrize("kindly", [False, True], ids=["killed", "stopped"])
async def test_walk_goes_on_with_the_other_when_the_one_that_polls_ends(
    place: Town, children: Nursery, url: str, tmp_path: Path, *, kindly: bool
) -> None:
    fates = [
        Fate(9, Moment.LOST, kindly=kindly, latest=12),
        Fate(15, Moment.ARRIVED, kindly=kindly, latest=22),
    ]
    walked = await pair(place, children, tmp_path, url, fates)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert tuple(map(likened, log.stream("complaint"))) == walked.oracle.complaint
    assert len(walked.deaths) == len(fates)
