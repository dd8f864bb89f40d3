"""Cut the power under the store many times, and under stores and disks that are not sound."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, process_time
from typing import Final

from tests.disk.figures import Figures
from tests.disk.runs import FULL, VARIANTS, Variant, run

SHARE: Final = 10
"""Every variant but the first gets one cut for so many of its, and at least ``FEWEST``."""
FEWEST: Final = 400
Run = Callable[[Path, Variant, int, int], Figures]


def held(variant: Variant, figures: Figures) -> bool:
    """Whether a sound store kept everything, or an unsound one was caught losing."""
    return figures.clean if variant.sound else figures.losing > 0


def verdict(variant: Variant, figures: Figures) -> str:
    if variant.sound:
        return "ok" if held(variant, figures) else "FAILED"
    return "caught" if held(variant, figures) else "NOT CAUGHT"


def cut_all(folder: Path, seed: int, points: int, cut: Run) -> bool:
    """Print one line of figures a variant, and what it should not have found; return whether all is well."""
    well = True
    for number, variant in enumerate(VARIANTS):
        began, used = monotonic(), process_time()
        share = points if variant is FULL else max(points // SHARE, FEWEST)
        figures = cut(folder / str(number), variant, seed, share)
        took = f"{monotonic() - began:.0f} s, {process_time() - used:.0f} s of CPU"
        sys.stdout.write(f"{variant.name:<15} {verdict(variant, figures):<10} {figures}; {took}\n")
        if not held(variant, figures):
            well = False
            sys.stdout.writelines(f"    {each}\n" for each in figures.told)
    return well


def main(arguments: Sequence[str], cut: Run = run) -> int:
    """Return 1 if a sound variant lost anything or a control was not caught; its files are then kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.disk", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--points", type=int, default=10_000, help="power cuts under FULL")
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="power-loss-"))
    if not cut_all(folder, asked.seed, asked.points, cut):
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
