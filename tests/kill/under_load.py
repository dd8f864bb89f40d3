"""The whole bot killed again and again while updates are delivered to it and many people walk calls."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialogs.program import Program
from playbooks.catalog import Catalog
from storage.memory.tables import Tables
from storage.opening import SHANGHAI, in_memory
from tests.kill.bodies import Nursery, nursery
from tests.kill.child import ACKNOWLEDGES_FIRST, FIVE_STEPS
from tests.kill.city import City, city
from tests.kill.crowd import Crowd, Sudden, fates
from tests.kill.walk import BrokenPromiseError

PEOPLE: Final = 12


async def the_program(library: Path = FIVE_STEPS) -> Program:
    catalog = await Catalog.open(library, in_memory(Tables(), SHANGHAI).revisions)
    return catalog.offered()[0]


async def moved_in(
    place: City,
    children: Nursery,
    folder: Path,
    ends: Sequence[Sudden],
    seed: int,
    *,
    variant: str = "",
    size: int = PEOPLE,
) -> Crowd:
    """Return a crowd of ``size`` people, whose bot's lives end so."""
    people = Crowd(
        city=place,
        nursery=children,
        log=folder / "log.db",
        program=await the_program(),
        fates=ends,
        variant=variant,
    )
    await people.settle(size, random.Random(seed))
    return people


@dataclass(frozen=True, slots=True)
class Figures:
    """What many kills came to."""

    seed: int
    kills: int
    delivered: int
    """Deliveries, those that came again included."""
    acknowledged: int
    """Updates of which the bot said that it has them."""
    events: int
    broken: str = ""
    """Which promises were broken."""

    def __str__(self) -> str:
        return (
            f"{self.kills:,} kills -9 of the whole bot, {self.delivered:,} attempts to deliver "
            f"{self.acknowledged:,} updates, {self.events:,} events: "
            f"{self.broken or 'nothing acknowledged lost, nothing twice'}; seed {self.seed}"
        )


async def killed(folder: Path, seed: int, kills: int) -> Figures:
    """Kill so often at moments drawn by ``seed``, then let every call end; files stay in ``folder``."""
    async with nursery(folder / "children.log") as children, city() as downtown:
        people = await moved_in(downtown, children, folder, fates(kills, random.Random(seed)), seed)
        broken, events = "", 0
        try:
            events = len((await people.whole()).lines)
        except* BrokenPromiseError as error:
            broken = "; ".join(map(str, error.exceptions))
        post = downtown.post
        return Figures(
            seed=seed,
            kills=people.deaths,
            delivered=post.outcomes.total(),
            acknowledged=post.acknowledged,
            events=events,
            broken=broken,
        )


async def acknowledging_first_is_caught(folder: Path, seed: int) -> bool:
    """Tell whether a bot that acknowledges before it commits is found out: the control."""
    ends = [Sudden(0, door="before:append:30", lingers=5)]
    async with nursery(folder / "children.log") as children, city() as downtown:
        people = await moved_in(downtown, children, folder, ends, seed, variant=ACKNOWLEDGES_FIRST)
        caught = False
        try:
            await people.whole()
        except* BrokenPromiseError:
            caught = True
    return caught
