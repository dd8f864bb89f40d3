"""The whole bot, killed again and again while a person walks a call."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.assemble import LIBRARY
from dialogs.program import Program
from playbooks.catalog import Catalog
from storage.memory.tables import Tables
from storage.opening import SHANGHAI, in_memory
from tests.kill.bodies import Nursery
from tests.kill.child import SUPERVISOR
from tests.kill.oracle import likened, told
from tests.kill.script import WALK
from tests.kill.town import Moment, Town
from tests.kill.walk import Fate, Walk

pytestmark = pytest.mark.kill
SEED = 20260731
KILLS = 20


async def the_program() -> Program:
    catalog = await Catalog.open(LIBRARY, in_memory(Tables(), SHANGHAI).revisions)
    return catalog.offered()[0]


async def walk(
    place: Town,
    children: Nursery,
    folder: Path,
    fates: Iterable[Fate] = (),
    *,
    variant: str = "",
    seed: int = SEED,
) -> Walk:
    await place.playground.do("send", person=SUPERVISOR, text="/start")
    return Walk(
        town=place,
        nursery=children,
        log=folder / "log.db",
        oracle=await told(WALK),
        program=await the_program(),
        script=WALK,
        fates=iter(fates),
        chance=random.Random(seed),
        variant=variant,
    )


async def test_undisturbed_walk_is_what_the_rules_say(place: Town, children: Nursery, tmp_path: Path) -> None:
    walked = await walk(place, children, tmp_path)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert tuple(map(likened, log.stream("complaint"))) == walked.oracle.complaint
    assert walked.deaths == []


async def test_twenty_kills_lose_nothing_and_double_nothing(
    place: Town, children: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    fates = [Fate(chance.randint(2, 18), chance.choice(tuple(Moment))) for _ in range(KILLS)]
    walked = await walk(place, children, tmp_path, fates)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert len(walked.deaths) == KILLS
