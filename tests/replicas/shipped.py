"""What became of an upgrade from a version that shipped: figures, and what whoever upgrades was told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.kill.bodies import ROOT
from tests.kill.city import city
from tests.kill.crowd import Sudden
from tests.kill.walk import BrokenPromiseError
from tests.replicas.balancer import Balancer, balancing
from tests.replicas.programs import checked_out, clinic
from tests.replicas.upgrade import NOT_ASKED, Told, Upgrade, upgrade
from tests.storage.postgres.server import Server

PEOPLE: Final = 6
LONGEST: Final = 3.0
"""Seconds in which somebody sees what a tap led to, while another bot goes on."""
DATABASE: Final = "hejie_shipped"


@dataclass(frozen=True, slots=True)
class Figures:
    """What an upgrade came to."""

    size: int
    acknowledged: int
    retried: int
    """Deliveries that the balancer gave to another bot."""
    refused: int
    """Deliveries that it gave to none, so that they came again later."""
    waited: float
    """The longest wait of anybody for what a tap led to, in seconds."""
    resets: int
    """Cards that somebody had to have drawn anew."""
    copies: int
    """Cards without buttons that were left in chats."""
    told: tuple[tuple[str, Told], ...]
    broken: str

    @property
    def is_well(self) -> bool:
        """Tell whether every promise was kept; a single bot cannot be replaced without a pause."""
        return not self.broken and (self.size == 1 or (not self.refused and self.waited <= LONGEST))

    def __str__(self) -> str:
        told = "".join(f"\n    {what}: {each}" for what, each in self.told if each is not NOT_ASKED)
        return (
            f"{self.size} replaced: {self.acknowledged:,} updates, {self.retried} given to another bot, "
            f"{self.refused} to none; longest wait {self.waited:.2f} s, {self.resets} cards drawn anew by "
            f"hand, {self.copies} copies without buttons: "
            f"{self.broken or 'nothing acknowledged lost, nothing twice'}{told}"
        )


async def upgraded(root: Server, folder: Path, revision: str, seed: int, size: int) -> Figures:
    """Replace ``size`` bots of a revision of this repository, at moments drawn by ``seed``, by today's."""
    chance, broken, tree = random.Random(seed), "", checked_out(revision, folder / "older")
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
        try:
            await bots.whole()
        except* BrokenPromiseError as error:
            broken = "; ".join(_reasons(error))
        return _figures(bots, balancer, broken)


def _reasons(error: BaseException) -> Iterator[str]:
    if not isinstance(error, BaseExceptionGroup):
        yield str(error)
        return
    for each in error.exceptions:
        yield from _reasons(each)


def _figures(bots: Upgrade, balancer: Balancer, broken: str) -> Figures:
    return Figures(
        size=bots.size,
        acknowledged=bots.city.post.acknowledged,
        retried=balancer.retried,
        refused=balancer.refused,
        waited=max(each.waited for each in bots.citizens),
        resets=sum(each.resets for each in bots.citizens),
        copies=bots.copies,
        told=(
            ("today's beside the older one", bots.early),
            ("`hejie log migrate` beside an older one", bots.mixed),
            ("the older one once more", bots.back),
            ("`hejie log migrate` without it", bots.taken),
            ("the older one after that", bots.after),
            ("`hejie log verify --rows`", bots.verified),
        ),
        broken=broken,
    )
