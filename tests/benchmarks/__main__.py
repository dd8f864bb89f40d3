"""Measures Hejie beside other libraries: ``python -m tests.benchmarks --help``."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.cells import Effort, cells, rounds
from tests.benchmarks.preparing import prepare_calls
from tests.benchmarks.systems import SYSTEMS
from tests.benchmarks.trial import Bench


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(SYSTEMS), default=list(SYSTEMS), metavar="SYSTEM")
    parser.add_argument("--in-flight", nargs="+", type=int, default=[1, 32, 128])
    parser.add_argument("--latency", nargs="+", type=int, default=[0, 60], help="ms")
    parser.add_argument("--taps", type=int, default=1500, help="at most so many a cell")
    parser.add_argument("--seconds", type=float, default=1.2, help="at most so long a cell")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


async def run(asked: argparse.Namespace) -> None:
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    effort = Effort(taps=asked.taps, seconds=asked.seconds)
    every = cells(asked.only, asked.latency, asked.in_flight)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(sut_core=cores[0], folder=Path(folder))
        people = (effort.taps + effort.warm_taps) // 30 + max(asked.in_flight) * 2 + 1
        calls = await prepare_calls(Path(tempfile.mkdtemp(dir=folder)), people)
        began = time.monotonic()
        for number, (one, cell) in enumerate(rounds(every, asked.rounds), start=1):
            measured = await bench.trial(cell, effort, calls)
            since = f"{time.monotonic() - began:.0f} s"
            sys.stderr.write(f"{number}/{len(every) * asked.rounds} round {one + 1} {since}  {cell}\n")
            sys.stdout.write(json.dumps({**asdict(cell), **asdict(measured)}) + "\n")


if __name__ == "__main__":
    asyncio.run(run(arguments()))
