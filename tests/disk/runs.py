"""Many power cuts in many runs of the store, and what they came to.

A seed gives the same work and the same weather. Which commits callers share is up to the threads, so the
files that a cut left are kept when they break a promise.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.disk.disk import Disk
from tests.disk.figures import Figures
from tests.disk.judge import Asked, Verdict, judged, left
from tests.disk.power import Image, Platter
from tests.disk.tempered import checkpoints_often, synchronous_normal
from tests.disk.trace import Marked, Trace
from tests.disk.workload import NAME, Ledger, work

CUTS: Final = 400
"""Power cuts in one run, at most."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A store on a disk."""

    name: str
    sound: bool
    """Whether nothing may be lost; what is not sound must be caught."""
    lies: bool = False
    """Whether the disk begins to lie once the schema is there."""
    powersafe_overwrite: bool = True
    """Whether SQLite believes, as it does where it knows no better, that a torn write spoils nothing else."""
    spoils: bool = False
    """Whether a torn write spoils the sectors that it touches."""
    store: Callable[[], AbstractContextManager[None]] = nullcontext
    """Changes the store for as long as it lasts."""


FULL: Final = Variant("FULL", sound=True)
OFTEN: Final = Variant("FULL, often", sound=True, store=checkpoints_often)
PADDED: Final = Variant("FULL, spoiling", sound=True, powersafe_overwrite=False, spoils=True)
NORMAL: Final = Variant("NORMAL", sound=False, store=synchronous_normal)
LYING: Final = Variant("lying", sound=False, lies=True)
UNPADDED: Final = Variant("spoiling unsaid", sound=False, spoils=True)
VARIANTS: Final = (FULL, OFTEN, PADDED, NORMAL, LYING, UNPADDED)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did to its disk, and what it was asked for."""

    trace: Trace
    asked: Asked


@dataclass(frozen=True, slots=True)
class Cut:
    """One power cut."""

    moment: int
    """How many entries of the trace had happened."""
    image: Image
    verdict: Verdict


async def lived(path: Path, variant: Variant, seed: str) -> Recording:
    """Let the store make its schema, work until past a checkpoint, and after a restart work on."""
    ledger = Ledger()
    with Disk(records=True, powersafe_overwrite=variant.powersafe_overwrite) as disk, variant.store():
        await work(path, disk, ledger, f"{seed}-a", agents=1, taps=0)
        disk.lying = variant.lies
        await work(path, disk, ledger, f"{seed}-b", agents=3, taps=90)
        await work(path, disk, ledger, f"{seed}-c", agents=2, taps=8)
    return Recording(disk.trace, ledger.rows)


def cuts(
    folder: Path, recording: Recording, chance: random.Random, number: int, *, spoils: bool = False
) -> Iterator[Cut]:
    """Cut the power at ``number`` moments drawn by ``chance``, in order; use ``folder`` for what is left."""
    entries = tuple(recording.trace)
    moments = sorted(chance.choices(range(len(entries) + 1), k=number), reverse=True)
    platter, acknowledged = Platter(chance, spoils=spoils), set[str]()
    for moment in range(len(entries) + 1):
        while moments and moments[-1] == moment:
            moments.pop()
            image = platter.after_a_cut()
            left(folder, image)
            yield Cut(moment, image, judged(folder / NAME, recording.asked, acknowledged))
        if moment < len(entries):
            entry = entries[moment]
            platter.take(moment, entry)
            if isinstance(entry, Marked):
                acknowledged.add(entry.text)


def run(folder: Path, variant: Variant, seed: int, number: int) -> Figures:
    """Cut the power ``number`` times; a sound store's findings are kept in ``folder``."""
    figures = Figures(seed)
    for turn in range(-(-number // CUTS)):
        name = f"{seed}-{turn}"
        (place := folder / name).mkdir(parents=True)
        recording = asyncio.run(lived(place / NAME, variant, name))
        many, chance = min(CUTS, number - figures.cuts), random.Random(name)
        for cut in cuts(folder / "left", recording, chance, many, spoils=variant.spoils):
            kept = folder / f"found-{name}-{cut.moment}"
            if figures.count(cut.verdict, str(kept)) and variant.sound:
                left(kept, cut.image)
    return figures
