"""What became of an upgrade from a version that shipped: figures, and what whoever upgrades was told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.kill.bodies import ROOT
from tests.kill.city import city
from tests.kill.crowd import Sudden
from tests.replicas.balancer import balancing
from tests.replicas.figures import LONGEST, PEOPLE, Walked, walked
from tests.replicas.programs import checked_out, clinic
from tests.replicas.upgrade import NOT_ASKED, Told, Upgrade, upgrade
from tests.storage.postgres.server import Server

DATABASE: Final = "hejie_shipped"


@dataclass(frozen=True, slots=True)
class Figures:
    """What an upgrade came to."""

    size: int
    walked: Walked
    told: tuple[tuple[str, Told], ...]

    @property
    def is_well(self) -> bool:
        """Tell whether every promise was kept; a single bot cannot be replaced without a pause."""
        found = self.walked
        return not found.broken and (self.size == 1 or (not found.refused and found.waited <= LONGEST))

    def __str__(self) -> str:
        told = "".join(f"\n    {what}: {each}" for what, each in self.told if each is not NOT_ASKED)
        return f"{self.size} replaced: {self.walked}{told}"


async def upgraded(root: Server, folder: Path, revision: str, seed: int, size: int) -> Figures:
    """Replace ``size`` bots of a revision of this repository, at moments drawn by ``seed``, by today's."""
    chance, tree = random.Random(seed), checked_out(revision, folder / "older")
    ends = [
        Sudden(chance.randint(40, 120), chance.choice((0.0, chance.uniform(0.0, 0.02)))) for _ in range(size)
    ]
    async with (
        clinic(tree, folder / "older.log") as older,
        clinic(ROOT, folder / "newer.log") as newer,
        city() as place,
        balancing() as balancer,
    ):
        url = root.fresh(DATABASE)
        bots = await upgrade(
            place, older, newer, balancer, folder, url, ends, seed=seed, people=PEOPLE, by_command=True
        )
        came_to = await walked(bots)
        return Figures(size, came_to, tuple(_told(bots)))


def _told(bots: Upgrade) -> Iterator[tuple[str, Told]]:
    yield "today's beside the older one", bots.early
    yield "`hejie log migrate` beside an older one", bots.mixed
    yield "the older one once more", bots.back
    yield "`hejie log migrate` without it", bots.taken
    yield "the older one after that", bots.after
    yield "`hejie log verify --rows`", bots.verified
