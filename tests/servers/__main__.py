"""Kill a database server many times, and have programs race on one; with stores that must be found out."""

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final

from tests.servers.dying import HASTY, answering_early, killed
from tests.servers.missing import missed
from tests.servers.racing import raced
from tests.servers.replica import Orders
from tests.servers.updates import Plan
from tests.storage.postgres.server import SETTINGS, Server, server

KILLS: Final = 50
COMMITS: Final = 10_000
LATE: Final = 0.001
"""Seconds, at most, between the moment at which a position is known and its commit."""
AT_MOST: Final = 20
"""Kills within which a store that lets the server answer early must have lost something."""
Proof = Callable[[], Coroutine[Any, Any, tuple[bool, str, Sequence[str]]]]
"""Returns whether it held, its figures, and what broke."""


async def kills(own: Server, folder: Path, seed: int, number: int) -> tuple[bool, str, Sequence[str]]:
    figures = await killed(own, folder, seed, number)
    return not figures.broken and figures.kills == number, str(figures), figures.broken


async def early_answers(own: Server, folder: Path, seed: int) -> tuple[bool, str, Sequence[str]]:
    figures = await killed(own, folder, seed, AT_MOST, answering_early)
    return bool(figures.verdict.lost), f"synchronous_commit=off: {figures}", ()


async def race(own: Server, folder: Path, plan: Plan, callers: int) -> tuple[bool, str, Sequence[str]]:
    url = own.migrated("hejie_raced")
    orders = Orders(url=url, folder=str(folder), plan=plan, callers=callers, late=LATE if callers == 1 else 0)
    came_to = await raced(url, folder, orders)
    return not came_to.broken, str(came_to), came_to.broken


async def sequence(own: Server, seed: int, commits: int) -> tuple[bool, str, Sequence[str]]:
    there, unseen = await missed(own.fresh("hejie_toy"), seed, commits, LATE)
    return unseen > 0, f"who followed an ordinary sequence missed {unseen:,} of {there:,} commits", ()


@contextmanager
def proofs(folder: Path, seed: int, number: int, commits: int) -> Iterator[Sequence[tuple[str, Proof]]]:
    """Give every proof with its name, and the servers that they need."""

    def place(name: str) -> Path:
        (made := folder / name).mkdir()
        return made

    plans = [
        (Plan(seed=seed, replicas=replicas, sessions=sessions, updates=commits // 5), 4)
        for replicas in (2, 4)
        for sessions in (1, 20)
    ]
    plans.append((Plan(seed=seed, replicas=4, sessions=100, updates=commits), 1))
    with server("", HASTY) as hasty, server("", (*SETTINGS, "fsync=on")) as steady:
        yield [
            ("kills", partial(kills, hasty, place("kills"), seed, number)),
            ("early", partial(early_answers, hasty, place("early"), seed)),
            *(
                ("race", partial(race, steady, place(f"race-{each}"), plan, callers))
                for each, (plan, callers) in enumerate(plans)
            ),
            ("sequence", partial(sequence, steady, seed, commits // 5)),
        ]


def main(arguments: Sequence[str]) -> int:
    """Return 1 if a promise was broken, or one that was broken went unseen."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--commits", type=int, default=COMMITS)
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # whoever loses its server has much to say
    folder, well = Path(tempfile.mkdtemp(prefix="servers-")), True
    with proofs(folder, asked.seed, asked.kills, asked.commits) as each_one:
        for name, proof in each_one:
            began = monotonic()
            held, figures, broken = asyncio.run(proof())
            well = well and held
            sys.stdout.write(
                f"{name:<8} {'ok' if held else 'FAILED':<7} {monotonic() - began:>5.0f} s  {figures}\n"
            )
            sys.stdout.writelines(f"         {words}\n" for words in broken[:5])
            sys.stdout.flush()
    shutil.rmtree(folder)
    return int(not well)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
