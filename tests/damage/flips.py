"""Many flipped bits in a closed log, one at a time, and what a start on each came to.

Live is a bit whose flip changes what some SELECT returns, or what SQLite says of the file. The starts are
made in processes of their own, so that one that takes its process along is seen too.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from storage.opening import open_storage
from tests.damage.closed import Closed, Flip
from tests.damage.dump import VIEWS, differing, dumped
from tests.damage.starting import End, Opening, Start, as_the_bot_does, hushed, started
from tests.storage.lived import live
from tests.storage.places import fixed_clock

NAME: Final = "hejie.db"
LEAST: Final = 0.95
"""The share of flips in live data that a start must notice."""
MOST_TOLD: Final = 5
_AT: Final = "struck-last.txt"


@dataclass(slots=True)
class Figures:
    """What many flips came to."""

    seed: int
    flips: int = 0
    live: int = 0
    mended: int = 0
    """Live ones after which the start drew rows again, and they were what they had been."""
    unnoticed: Counter[str] = field(default_factory=Counter)
    """Live ones after which the start said nothing, by table."""
    broken: list[str] = field(default_factory=list)
    """Starts that ended with no sentence, and rows that were not mended."""

    @property
    def noticed(self) -> float:
        """Return the share of live flips that were noticed."""
        return 1 - self.unnoticed.total() / self.live if self.live else 0.0

    @property
    def clean(self) -> bool:
        return not self.broken and self.noticed >= LEAST

    def count(self, flip: Flip, tables: tuple[str, ...], start: Start) -> None:
        self.flips += 1
        self.live += bool(tables)
        self.mended += start.end is End.MENDED
        if tables and start.end is End.SILENT:
            self.unnoticed[" and ".join(tables)] += 1
        if start.end is End.BROKEN:
            self.broken.append(f"{flip}, {tables}: {start.words}")

    def add(self, other: "Figures") -> None:
        self.flips += other.flips
        self.live += other.live
        self.mended += other.mended
        self.unnoticed += other.unnoticed
        self.broken += other.broken

    def __str__(self) -> str:
        unnoticed = ", ".join(f"{number} in {table}" for table, number in self.unnoticed.most_common())
        return (
            f"{self.flips:,} flipped bits, {self.live:,} in live data, {self.noticed:.1%} of them noticed "
            f"at the start, {self.mended} of those mended; unnoticed: {unnoticed or 'none'}; "
            f"{len(self.broken)} crashes; seed {self.seed}"
        )


async def lived_in(path: Path, seed: int = 0) -> None:
    """Make a log at ``path`` in which a firm has lived, and close it."""
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
        await live(storage, seed)


def strike(folder: Path, seed: int, numbers: Iterable[int], opening: Opening = as_the_bot_does) -> Figures:
    """Make a log in ``folder`` and flip the bits drawn by ``seed`` for ``numbers``, each in a sound file."""
    path, figures = folder / NAME, Figures(seed)
    asyncio.run(lived_in(path, seed))
    closed, before = Closed.at(folder), dumped(path)
    for number in numbers:
        flip = Flip.drawn(path, len(closed.files[path]), random.Random(f"{seed}-{number}"))
        (folder / _AT).write_text(f"{flip}\n", encoding="utf-8")
        flip.strike()
        tables, start = differing(before, dumped(path)), started(path, opening)
        figures.count(flip, tables, start)
        if start.end is End.MENDED and set(differing(before, dumped(path))) & set(VIEWS):
            figures.broken.append(f"{flip}: the rows were not drawn as they had been")
        closed.restore()
    return figures


def run(
    folder: Path, seed: int, flips: int, *, opening: Opening = as_the_bot_does, at_once: int = 1
) -> Figures:
    """Flip ``flips`` bits in ``at_once`` processes; a process that dies is a crash."""
    figures = Figures(seed)
    places = [folder / str(number) for number in range(at_once)]
    with ProcessPoolExecutor(at_once, get_context("spawn"), hushed) as pool:
        for place in places:
            place.mkdir(parents=True)
        jobs = [
            pool.submit(strike, place, seed, range(number, flips, at_once), opening)
            for number, place in enumerate(places)
        ]
        for job, place in zip(jobs, places, strict=True):
            try:
                figures.add(job.result())
            except BrokenProcessPool:
                last = (place / _AT).read_text(encoding="utf-8").strip()
                figures.broken.append(f"the process died; the last bit struck there: {last}")
    return figures
