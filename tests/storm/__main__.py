"""The long storms, one after another, and what they came to."""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Final

from tests.storm import flood, sends, updates

SENDS, AGENTS = 20_000, 100
UPDATES = 100_000
OTHERS, ROUNDS, ROUND_SECONDS = 40, 6, 10.0
MOST_SHOWN: Final = 10
"""Broken promises that are told in full."""
STORMS: Final = ("sends", "updates", "flood")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    storm: str
    figures: str
    broken: Sequence[str]
    seconds: float

    def __str__(self) -> str:
        """Return the line as it is printed."""
        verdict = "FAILED" if self.broken else "ok"
        return f"{self.storm:<8} {verdict:<7} {self.seconds:>5.0f} s  {self.figures}"


def say(words: str) -> None:
    """Say how far we are, on the error output: the table goes to the other."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def progress(what: str, every: int) -> Callable[[int], None]:
    """Return what says now and then how many of how many are done."""
    began, said = monotonic(), [0]

    def done(number: int) -> None:
        if number - said[0] < every // 20 or number >= every:
            return
        said[0] = number
        left = (monotonic() - began) / number * (every - number)
        say(f"{what}: {number:,} of {every:,}, {left:.0f} s left")

    return done


async def storm_of_sends(folder: Path, seed: int, many: int) -> Line:
    """Let the whole bot send through a storm."""
    sent = await sends.storm(folder, seed, many, AGENTS, progress=progress("sends", many))
    tally = sent.tally
    figures = (
        f"{sent.sends:,} sends, {sent.struck:,} calls struck, {sent.unknown:,} of unknown outcome; "
        f"{tally.meant:,} messages meant, {tally.lost} lost, {tally.copies} duplicates of "
        f"{tally.in_doubt} in doubt, {tally.marked} marked; {len(sent.cards)} wrong cards"
    )
    return Line("sends", figures, sent.broken(), sent.seconds)


async def storm_of_updates(folder: Path, seed: int, many: int) -> Line:
    """Let doubled and shuffled updates come in."""
    began = monotonic()
    found = await updates.storm(folder, seed, many, progress=progress("updates", many))
    broken = found.broken()
    figures = (
        f"{found.delivered:,} updates, {found.repeated:,} came again, {found.passed:,} passed others; "
        f"{len(found.log.lines):,} events, {found.set_aside} set aside, {len(broken)} faults"
    )
    return Line("updates", figures, broken, monotonic() - began)


async def storm_of_one(folder: Path, seed: int, rounds: int) -> Line:
    """Flood one person, and look at the others."""
    del seed  # everybody taps the same in every round
    began = monotonic()
    found = await flood.compare(folder, OTHERS, rounds, ROUND_SECONDS, progress("rounds", 2 * rounds))
    without, beside = (median(each) * 1000 for each in (found.without, found.beside))
    figures = (
        f"{found.taps:,} taps of {OTHERS} others; p99 {without:.0f} ms without the flood, "
        f"{beside:.0f} ms beside it: {found.slower:.2f} times"
    )
    broken = [] if found.slower <= flood.MOST_SLOWER else [f"more than {flood.MOST_SLOWER} times as slow"]
    return Line("flood", figures, broken, monotonic() - began)


async def soak(seed: int, chosen: Sequence[str], scale: float) -> list[Line]:
    """Run the storms that were chosen."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for storm in chosen:
            say(f"{storm} ...")
            (place := Path(folder) / storm).mkdir()
            match storm:
                case "sends":
                    line = await storm_of_sends(place, seed, int(SENDS * scale))
                case "updates":
                    line = await storm_of_updates(place, seed, int(UPDATES * scale))
                case _:
                    line = await storm_of_one(place, seed, max(int(ROUNDS * scale), 2))
            lines.append(line)
    return lines


def main(arguments: Sequence[str]) -> int:
    """Run the storms and print the table; 1 when one of them broke a promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--only", nargs="+", choices=STORMS, default=STORMS)
    parser.add_argument("--scale", type=float, default=1.0, help="part of the usual length")
    asked = parser.parse_args(arguments)
    logging.getLogger("bot").setLevel(logging.CRITICAL)  # a storm's warnings are its point
    say(f"seed {asked.seed}")
    lines = asyncio.run(soak(asked.seed, asked.only, asked.scale))
    for line in lines:
        sys.stdout.write(f"{line}\n")
        for broken in line.broken[:MOST_SHOWN]:
            sys.stdout.write(f"         {broken}\n")
    sys.stdout.write(f"seed {asked.seed}: make soak SEED={asked.seed} does the same again\n")
    return int(any(line.broken for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
