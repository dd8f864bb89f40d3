"""Copies that are broken off: by an error at a step, or by a kill of their process at one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.keyring import Keyring
from storage.sql import sides
from storage.sql.copying import Ears
from tests.house.tree import ROOT, environment
from tests.storage.copying.logs import Place, copy

STRETCH = 40


class BrokenOffError(Exception):
    """What ended a copy."""


@dataclass(slots=True)
class Breaking:
    """Hears of steps, and ends the copy at one of them."""

    steps: int

    def ears(self) -> Ears:
        """Return what hears everything."""
        return Ears(self.hear, self.hear, self.hear)

    def hear(self, done: int, of: int) -> None:
        """Count one step down."""
        self.steps -= 1
        if not self.steps:
            raise BrokenOffError


def killed(source: Place, target: Place, keys: Path, steps: int) -> list[str]:
    """Copy in a process of its own, and kill it on its way to the step after so many; return what it told."""
    command = [sys.executable, "-m", __name__, source.url, target.url, str(source.second), str(keys)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"." * (steps - 1))
        told = [child.stdout.readline() for _ in range(steps)]
        child.stdin.write(b".")
        child.kill()
        told.extend(child.stdout)
    return [line.decode().rstrip("\n") for line in told if line.endswith(b"\n")]


def _told(what: str) -> None:
    """Tell a step, and wait until the next one may be taken."""
    os.write(1, f"{what}\n".encode())
    os.read(0, 1)


def main(arguments: Sequence[str]) -> None:
    """Copy by small stretches, and tell each."""
    source, target, second, keys = arguments
    sides.STRETCH = STRETCH  # type: ignore[misc]
    ears = Ears(
        lambda done, _: _told(f"copied {done}"),
        lambda done, _: _told(f"compared {done}"),
        lambda done, _: _told(f"proven {done}"),
    )
    folder = Path(second)
    copy(Place(source, folder), Place(target, folder), ears, Keyring.read(Path(keys).read_text("ascii")))
    _told("done")


if __name__ == "__main__":
    main(sys.argv[1:])
