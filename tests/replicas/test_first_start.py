"""Two whole bots that are started at the same moment on an empty database begin one log, and share it."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from dialogs.events import PersonAdmitted, PlaybookImported, PlaybookListed
from dialogs.service.stock import BEGUN
from tests.kill.bodies import Nursery
from tests.kill.city import City
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import fleet
from tests.replicas.test_commands import BEFORE, Agent
from tests.storage.postgres.beside import select
from tests.storage.postgres.server import Server

pytestmark = pytest.mark.kill


async def test_two_bots_that_are_first_started_at_once_begin_one_log_and_both_serve(
    downtown: City, children: Nursery, balancer: Balancer, postgres: Server, tmp_path: Path
) -> None:
    url = postgres.fresh("hejie_first")
    bots = await fleet(downtown, children, balancer, tmp_path, url, seed=1, people=0)
    agent = Agent(bots)
    async with asyncio.TaskGroup() as group:
        posting = group.create_task(downtown.post.deliver(), name="post")
        await asyncio.gather(*(bots.settle_in() for _ in range(2)))
        await bots.until(lambda: all(each.healthy for each in bots.bodies.values()))
        await bots.until(lambda: sum(each.leads for each in bots.bodies.values()) == 1)
        for port in tuple(bots.bodies):
            assert BEFORE in await agent.opens(port)
        posting.cancel()

    ledger = bots.ledger()
    begun = [each for each in ledger.lines if each.cause == BEGUN]
    assert {type(each.event) for each in begun} == {PlaybookListed, PlaybookImported}
    admitted = Counter(each.key for each in ledger.lines if isinstance(each.event, PersonAdmitted))
    assert set(admitted.values()) == {1}
    assert select(url, "SELECT count(*) FROM meta WHERE key = 'log'") == [(1,)]
