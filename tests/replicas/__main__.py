"""Kill and restart bots that share a log, many times, while people walk calls; how long anybody waits."""

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from tests.kill.bodies import nursery
from tests.kill.city import city
from tests.kill.crowd import fates
from tests.replicas.balancer import balancing
from tests.replicas.figures import LONGEST, PEOPLE, Walked, walked
from tests.replicas.fleet import fleet
from tests.replicas.shipped import upgraded
from tests.storage.postgres.server import Server, server

KILLS: Final = 20
BOTS: Final = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What many ends of bots came to."""

    size: int
    ends: str
    ended: int
    took_over: float
    """The longest time without a leader after one was killed."""
    walked: Walked

    @property
    def is_well(self) -> bool:
        """Tell whether every promise was kept, and in time."""
        found = self.walked
        return not found.broken and not found.refused and max(found.waited, self.took_over) <= LONGEST

    def __str__(self) -> str:
        return (
            f"{self.size} bots, {self.ended} {self.ends}, longest without a leader {self.took_over:.2f} s: "
            f"{self.walked}"
        )


async def ended(root: Server, folder: Path, seed: int, kills: int, size: int, *, kindly: bool) -> Figures:
    """End so many of ``size`` bots at moments drawn by ``seed``, and let every call end."""
    chance, url = random.Random(seed), root.migrated(f"hejie_replicas_{size}_{kindly}".lower())
    async with nursery(folder / "children.log") as children, city() as place, balancing() as balancer:
        ends = [replace(each, door="") if kindly else each for each in fates(kills, chance)]
        bots = await fleet(
            place, children, balancer, folder, url, ends, seed=seed, size=size, people=PEOPLE, kindly=kindly
        )
        came_to = await walked(bots)
        return Figures(
            size=size,
            ends="restarts" if kindly else "kills -9",
            ended=bots.deaths,
            took_over=bots.without_leader,
            walked=came_to,
        )


def main(arguments: Sequence[str]) -> int:
    """Return 1 if a promise was broken; the files are then kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.replicas", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--bots", type=int, default=BOTS)
    parser.add_argument(
        "--upgrade-from", metavar="REVISION", help="instead, replace bots of this revision by today's"
    )
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # whoever dies has much to say
    folder = Path(tempfile.mkdtemp(prefix="replicas-"))
    with server() as root:
        trials = [_upgraded(root, folder, asked)] if asked.upgrade_from else _ended(root, folder, asked)
        well = all([*trials])  # each of them is run, also after one that failed
    if well:
        shutil.rmtree(folder)
    return int(not well)


def _ended(root: Server, folder: Path, asked: argparse.Namespace) -> Iterator[bool]:
    """End bots, by force and kindly, and tell of each whether it went well."""
    for kindly in (False, True):
        begun, place = monotonic(), folder / f"kindly-{kindly}"
        place.mkdir()
        figures = asyncio.run(ended(root, place, asked.seed, asked.kills, asked.bots, kindly=kindly))
        is_well = figures.is_well and figures.ended == asked.kills
        _tell("replicas", begun, f"{figures}; seed {asked.seed}", is_well=is_well)
        yield is_well


def _upgraded(root: Server, folder: Path, asked: argparse.Namespace) -> bool:
    """Upgrade bots of an older revision, and tell whether it went well."""
    begun = monotonic()
    figures = asyncio.run(upgraded(root, folder, asked.upgrade_from, asked.seed, asked.bots))
    _tell(
        "upgrade", begun, f"from {asked.upgrade_from}, seed {asked.seed}, {figures}", is_well=figures.is_well
    )
    return figures.is_well


def _tell(proof: str, begun: float, words: str, *, is_well: bool) -> None:
    outcome = "ok" if is_well else "FAILED"
    sys.stdout.write(f"{proof:<8} {outcome:<7} {monotonic() - begun:>5.0f} s  {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
