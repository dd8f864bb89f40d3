"""Several programs write one log at once: no hole, nothing twice, every delivery answered, nothing missed."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from storage.postgres.connection import PostgresConnection
from storage.postgres.line import PostgresLine
from storage.postgres.opening import reading
from tests.servers.missing import ADD, MAKE, numbered
from tests.servers.racing import broken, prepare, raced
from tests.servers.replica import FORGETFUL, Answer, Orders, Replica, opened_log
from tests.servers.updates import Plan
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.following import Follower
from tests.storage.postgres.server import Server

SEED = 7


async def test_programs_that_race_write_every_update_once_and_answer_every_delivery(
    url: str, tmp_path: Path
) -> None:
    plan = Plan(seed=SEED, replicas=2, sessions=20, updates=100, on_one=0.4)

    race = await raced(url, tmp_path, Orders(url=url, folder=str(tmp_path), plan=plan, late=0.001))

    assert race.broken == []
    assert race.came > 0
    assert len(race.answers) > plan.updates
    assert sum(answer.beaten for answer in race.answers) > 0
    assert race.seen == list(range(1, plan.updates + plan.sessions + 1))


async def test_program_that_takes_what_another_one_got_for_its_own_is_caught(
    url: str, tmp_path: Path
) -> None:
    plan = Plan(seed=SEED, replicas=2, sessions=20, updates=40)
    orders = Orders(url=url, folder=str(tmp_path), plan=plan, variant=FORGETFUL)
    await prepare(url, tmp_path, plan)

    async def take_all(replica: int) -> Sequence[Answer]:
        own = replace(orders, replica=replica)
        async with opened_log(own) as events:
            return await Replica(own, events).take_all()

    one, other = await asyncio.gather(take_all(0), take_all(1))

    doubled = [update.cause for update, getting in plan.deliveries() if len(getting) == 2]
    assert {f"{cause} was written 2 times" for cause in doubled} <= set(broken(url, plan, [*one, *other]))
    assert doubled


async def test_who_follows_an_ordinary_sequence_misses_what_commits_late(postgres: Server) -> None:
    """So that one who misses nothing of the log proves something."""
    url = postgres.fresh("hejie_toy")
    run(url, MAKE)
    late = await asyncio.to_thread(PostgresConnection, url, {})
    line = PostgresLine("followed", partial(reading, url), most=1)
    follower = Follower(line, numbered)

    for statement in ("BEGIN", ADD):
        await asyncio.to_thread(late.execute, statement)
    run(url, ADD)
    await follower.follow(lambda: True)
    await asyncio.to_thread(late.execute, "COMMIT")
    await asyncio.to_thread(late.close)
    await follower.follow(lambda: True)
    await line.close()

    assert select(url, "SELECT position FROM numbered ORDER BY 1") == [(1,), (2,)]
    assert follower.seen == [2]
