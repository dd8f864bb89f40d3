"""Other damage than a bit of the database: files cut, gone, spoilt; what stands beside it; its journal."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from storage.opening import open_storage
from tests.damage.closed import Closed, Flip, take_away
from tests.damage.dump import Dump, dumped
from tests.damage.flips import NAME, lived_in
from tests.damage.starting import End, Opening, as_the_bot_does, started
from tests.storage.builders import call, opened, write
from tests.storage.lived import live
from tests.storage.places import fixed_clock

LOG: Final = ("events", "causes", "data_keys")
"""What must be whole whenever a log is served."""
Spoil = Callable[[Path, random.Random], None]
"""Spoils the file at a path."""


def flipped(path: Path, chance: random.Random) -> None:
    Flip.drawn(path, path.stat().st_size, chance).strike()


def cut(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(chance.randrange(path.stat().st_size))


def overwritten(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.write(chance.randbytes(path.stat().st_size))


def gone(path: Path, _: random.Random) -> None:
    take_away(path)


SPOILS: Final[Mapping[str, Spoil]] = {
    "flipped": flipped,
    "cut": cut,
    "overwritten": overwritten,
    "gone": gone,
}
CLOSED: Final = (NAME, f"{NAME}-keys", f"{NAME}-head", "head", "checkpoints")
"""The files of a log that was closed, the last two at its second place."""
LEFT: Final = (f"{NAME}-wal", f"{NAME}-shm")
"""Those that a killed bot leaves beside them."""


@dataclass(slots=True)
class Spoilt:
    """What spoiling files came to."""

    seed: int
    starts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Starts that were refused, by what was done to which file."""
    broken: list[str] = field(default_factory=list)
    """Starts that ended with no sentence, or served less than there was."""

    def __str__(self) -> str:
        return (
            f"{self.starts:,} starts on spoilt files, {self.refused.total():,} refused, the others served "
            f"all that there was; {len(self.broken)} crashes or losses; seed {self.seed}"
        )


def left_by_a_kill(folder: Path, seed: int = 0) -> Closed:
    """Return the files of a log as a killed process leaves them, its last events in the journal alone."""
    path = folder / NAME

    async def lived() -> Closed:
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
            await live(storage, seed, 4)
            await write(storage, call("LAST"), opened("LAST"))
            return Closed.at(folder)

    return asyncio.run(lived())


def spoil_all(
    folder: Path,
    seed: int,
    times: int,
    opening: Opening = as_the_bot_does,
    ways: Collection[str] = tuple(SPOILS),
) -> Spoilt:
    """Spoil each file in each of ``ways`` so often: of a log that was closed, and of a killed bot's."""
    found = Spoilt(seed)
    for name in ("closed", "killed"):
        (place := folder / name).mkdir(parents=True)
        if name == "closed":
            asyncio.run(lived_in(place / NAME, seed))
        files = Closed.at(place) if name == "closed" else left_by_a_kill(place, seed)
        files.restore()
        started(place / NAME, opening)
        whole = dumped(place / NAME)
        for target in CLOSED if name == "closed" else LEFT:
            for spoil in ways:
                for turn in range(times):
                    chance = random.Random(f"{seed}-{target}-{spoil}-{turn}")
                    _spoil(files, target, spoil, chance, whole, opening, found)
    return found


def _spoil(
    files: Closed,
    target: str,
    spoil: str,
    chance: random.Random,
    whole: Dump,
    opening: Opening,
    found: Spoilt,
) -> None:
    files.restore()
    path = next(each for each in files.files if each.name == target or each.suffix == f".{target}")
    SPOILS[spoil](path, chance)
    start = started(files.folder / NAME, opening)
    found.starts += 1
    what = f"{target} {spoil}"
    if start.end is End.REFUSED:
        found.refused[what] += 1
    elif start.end is End.BROKEN:
        found.broken.append(f"{what}: {start.words}")
    elif any(dumped(files.folder / NAME).get(table) != whole[table] for table in LOG):
        found.broken.append(f"{what}: served, and is not whole")
