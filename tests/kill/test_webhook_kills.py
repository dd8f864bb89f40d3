"""The bot killed again and again under load: updates are delivered to it, and many people walk calls.

``KILLS`` says how often it is killed, 10 times if nothing is said.
"""

import os
import random
from pathlib import Path

import pytest

from tests.kill.bodies import Nursery
from tests.kill.child import ACKNOWLEDGES_FIRST
from tests.kill.city import City
from tests.kill.crowd import Crowd, Sudden, fates
from tests.kill.test_kills import the_program
from tests.kill.walk import BrokenPromiseError

pytestmark = pytest.mark.kill
SEED = 20261124
KILLS = int(os.environ.get("KILLS") or 10)
PEOPLE = 12
SECONDS_A_KILL = 6
"""Far more than one takes."""


async def moved_in(
    place: City, children: Nursery, folder: Path, ends: list[Sudden], *, variant: str = "", size: int = PEOPLE
) -> Crowd:
    people = Crowd(
        city=place,
        nursery=children,
        log=folder / "log.db",
        program=await the_program(),
        fates=ends,
        variant=variant,
    )
    await people.settle(size, random.Random(SEED))
    return people


@pytest.mark.timeout(60 + KILLS * SECONDS_A_KILL)
async def test_kills_under_load_lose_nothing_acknowledged_and_double_nothing(
    downtown: City, children: Nursery, tmp_path: Path
) -> None:
    people = await moved_in(downtown, children, tmp_path, fates(KILLS, random.Random(SEED)))

    await people.whole()

    assert people.deaths == KILLS
    assert set(downtown.post.outcomes) <= {"200", "broken"}


async def test_crowd_would_notice_a_webhook_that_acknowledges_first(
    downtown: City, children: Nursery, tmp_path: Path
) -> None:
    ends = [Sudden(0, door="before:append:30", lingers=5)]
    people = await moved_in(downtown, children, tmp_path, ends, variant=ACKNOWLEDGES_FIRST)

    with pytest.RaisesGroup(
        pytest.RaisesExc(BrokenPromiseError, match="acknowledged and is lost"), flatten_subgroups=True
    ):
        await people.whole()
