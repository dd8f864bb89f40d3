"""The bot killed again and again under load; ``python -m tests.kill`` does it hundreds of times."""

import random
from pathlib import Path

import pytest

from tests.kill.bodies import Nursery
from tests.kill.child import ACKNOWLEDGES_FIRST
from tests.kill.city import City
from tests.kill.crowd import Sudden, fates
from tests.kill.under_load import moved_in
from tests.kill.walk import BrokenPromiseError

pytestmark = pytest.mark.kill
SEED = 20261124
KILLS = 7


async def test_kills_under_load_lose_nothing_acknowledged_and_double_nothing(
    downtown: City, children: Nursery, tmp_path: Path
) -> None:
    people = await moved_in(downtown, children, tmp_path, fates(KILLS, random.Random(SEED)), SEED)

    await people.whole()

    assert people.deaths == KILLS
    assert set(downtown.post.outcomes) <= {"200", "broken"}


async def test_crowd_would_notice_a_webhook_that_acknowledges_first(
    downtown: City, children: Nursery, tmp_path: Path
) -> None:
    ends = [Sudden(0, door="before:append:30", lingers=5)]
    people = await moved_in(downtown, children, tmp_path, ends, SEED, variant=ACKNOWLEDGES_FIRST)

    with pytest.RaisesGroup(
        pytest.RaisesExc(BrokenPromiseError, match="acknowledged and is lost"), flatten_subgroups=True
    ):
        await people.whole()
