"""Ten thousand random walks through every playbook, with a second opinion: ``python -m tests.wander``."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from time import monotonic

from bot.settings import LIBRARY
from tests.wander.wandering import OWN, PartedError, Wanderer, books


def main(arguments: Sequence[str]) -> int:
    """Walk, print the figures, and return 1 as soon as the product and the second opinion part."""
    parser = argparse.ArgumentParser(prog="python -m tests.wander", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--walks", type=int, default=10_000, help="walks of each playbook")
    asked = parser.parse_args(arguments)
    for book in books(LIBRARY, OWN):
        began, taps = monotonic(), 0
        for walk in range(asked.walks):
            try:
                taps += Wanderer(book, Random(f"{asked.seed} {walk}")).wander()
            except PartedError as parted:
                sys.stdout.write(f"walk {walk}: {parted}\n")
                return 1
        seconds = monotonic() - began
        name = book.program.playbook
        sys.stdout.write(f"{name}: {asked.walks} walks, {taps} taps, all agree, {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
