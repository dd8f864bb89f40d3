"""Damage good playbooks at random: whatever comes out, it is findings with a place, or a program."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic

from tests.mutants.trial import TOLD, Figures, try_many


def main(arguments: Sequence[str]) -> int:
    """Print a line of figures, and what went wrong; 1 when anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--mutants", type=int, default=100_000)
    asked = parser.parse_args(arguments)
    began = monotonic()
    figures = try_many(asked.mutants, asked.seed, tell=_tell)
    verdict = "ok" if figures.well else "FAILED"
    sys.stdout.write(f"mutants {verdict}: {figures}; {monotonic() - began:.0f} s\n")
    sys.stdout.writelines(f"    {each}\n" for each in figures.faults[:TOLD])
    return int(not figures.well)


def _tell(so_far: Figures) -> None:
    sys.stdout.write(f"    {so_far}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
