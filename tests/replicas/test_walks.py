"""Calls walked through a balancer over several bots on one log, some of which are killed or restarted."""

import random
from pathlib import Path

import pytest

from tests.kill.bodies import Nursery
from tests.kill.child import ACKNOWLEDGES_FIRST
from tests.kill.city import City
from tests.kill.crowd import Sudden, fates
from tests.kill.walk import BrokenPromiseError
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import HURRIED, fleet

pytestmark = pytest.mark.kill
SEED = 20261129


async def test_walks_over_two_bots_are_what_the_rules_say(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    bots = await fleet(downtown, children, balancer, tmp_path, url, seed=SEED)

    await bots.whole()

    assert sorted(balancer.answered) == sorted(balancer.ports)
    assert set(downtown.post.outcomes) == {"200"}


async def test_walks_go_on_when_one_of_two_bots_is_killed(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    ends = fates(3, random.Random(SEED))
    bots = await fleet(downtown, children, balancer, tmp_path, url, ends, seed=SEED, people=2)

    await bots.whole()

    assert bots.deaths == len(ends)
    assert set(downtown.post.outcomes) == {"200"}


async def test_walks_go_on_while_both_of_two_bots_are_restarted_in_turn(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    ends = [Sudden(15), Sudden(15, delay=0.01)]
    bots = await fleet(
        downtown, children, balancer, tmp_path, url, ends, seed=SEED, kindly=True, leaving=HURRIED
    )

    await bots.whole()

    assert bots.deaths == len(ends)
    assert set(downtown.post.outcomes) == {"200"}
    assert all(each.ended for each in children.bodies.values() if each.dead.is_set())


async def test_fleet_would_notice_a_bot_that_acknowledges_first(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    ends = [Sudden(0, door="before:append:8", lingers=1)]
    bots = await fleet(
        downtown, children, balancer, tmp_path, url, ends, seed=SEED, people=3, variant=ACKNOWLEDGES_FIRST
    )

    # Where what came after the lost tap was taken by the other bot, the order shows it first.
    noticed = pytest.RaisesExc(BrokenPromiseError, match="acknowledged and is lost|is not in order")
    with pytest.RaisesGroup(noticed, allow_unwrapped=True, flatten_subgroups=True):
        await bots.whole()
