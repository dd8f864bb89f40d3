"""Flip bits of a closed log, and spoil its files, many times over."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from tests.damage.files import spoil_all
from tests.damage.flips import MOST_TOLD, run
from tests.damage.starting import hushed

FLIPS: Final = 1_000
SPOILS: Final = 20
"""Times that each file is spoilt in each way."""


def said(name: str, *, well: bool, figures: object, began: float, told: Sequence[str]) -> bool:
    """Print a line of figures, and what should not have been found; return whether all is well."""
    verdict = "ok" if well else "FAILED"
    sys.stdout.write(f"{name:<8} {verdict:<7} {monotonic() - began:>5.0f} s  {figures}\n")
    sys.stdout.writelines(f"         {each}\n" for each in told[:MOST_TOLD])
    sys.stdout.flush()
    return well


def main(arguments: Sequence[str]) -> int:
    """Return 1 if a start crashed, served less than there was, or noticed too few; the files are kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.damage", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--flips", type=int, default=FLIPS, help="bits of the database")
    parser.add_argument("--spoils", type=int, default=SPOILS, help="times for each file and way")
    asked = parser.parse_args(arguments)
    hushed()
    folder = Path(tempfile.mkdtemp(prefix="damage-"))
    began = monotonic()
    flips = run(folder / "flips", asked.seed, asked.flips, at_once=os.cpu_count() or 1)
    well = said("flips", well=flips.clean, figures=flips, began=began, told=flips.broken)
    began = monotonic()
    files = spoil_all(folder / "files", asked.seed, asked.spoils)
    well &= said("files", well=not files.broken, figures=files, began=began, told=files.broken)
    if well:
        shutil.rmtree(folder)
    return int(not well)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
