"""The long forms of the proofs, one after another, each a program of its own that prints its figures."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from tests.house.tree import ROOT, environment

PROOFS: Final[Mapping[str, Sequence[str]]] = {
    "storm": ("tests.storm",),
    "disk": ("tests.disk", "--points", "10000"),
    "damage": ("tests.damage", "--flips", "1000"),
    "mutants": ("tests.mutants", "--mutants", "100000"),
    "locks": ("tests.locks",),
    "kill": ("tests.kill", "--kills", "500"),
    "replicas": ("tests.replicas", "--kills", "20"),
    "servers": ("tests.servers", "--kills", "50", "--commits", "10000"),
    "wander": ("tests.wander",),
}
"""Module and arguments, by name."""
Run = Callable[[Sequence[str]], int]


def run(command: Sequence[str]) -> int:
    """Run a module of the tests and return its exit code; it writes where we write."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment(), check=False
    ).returncode


def main(arguments: Sequence[str], run: Run = run) -> int:
    """Run every proof that was asked for, also after one that failed; 1 when any did."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date")
    parser.add_argument("--only", nargs="+", choices=PROOFS, default=list(PROOFS))
    asked = parser.parse_args(arguments)
    began = monotonic()
    failed = [name for name in asked.only if run((*PROOFS[name], "--seed", str(asked.seed)))]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all is well"
    sys.stdout.write(f"{verdict}, after {(monotonic() - began) / 60:.0f} minutes; seed {asked.seed}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
