"""How fast the live calls of a log go on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dialogs.service import Office
from tests.benchmarks.log.callers import Tally, Walker
from tests.benchmarks.log.live import taken_up
from tests.benchmarks.log.pace import CommitMeter, Figures, pace

CALLERS: Final = 64


async def measured(office: Office, meter: CommitMeter, path: Path, seconds: float) -> Figures:
    """Let the callers go on with all live calls in turn, each of them once before the clock starts."""
    tally = Tally()
    walkers = await taken_up(office, tally, path)
    lanes: list[Sequence[Walker]] = [walkers[number::CALLERS] for number in range(CALLERS)]
    lanes = [lane for lane in lanes if lane]
    return await pace(lanes, tally, meter, seconds, [len(lane) for lane in lanes])
