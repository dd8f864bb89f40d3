"""One set of recipes, all of them listed by `make help`, and CI calls the same."""

import os
import re
import subprocess
from pathlib import Path

from tests.house.tree import ROOT, environment

TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)", re.MULTILINE)


def undocumented(makefile: Path) -> list[str]:
    """Targets of the file that its `make help` does not list with a line of words."""
    listing = subprocess.run(
        ["make", "--no-print-directory", "-f", str(makefile), "help"],
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) +\S.*$", listing, re.MULTILINE))
    return [name for name in TARGET.findall(makefile.read_text(encoding="utf-8")) if name not in listed]


def test_every_target_is_listed_by_help() -> None:
    assert undocumented(ROOT / "Makefile") == []


def test_target_without_a_word_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "Makefile"
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    planted.write_text(f"{recipes}\nsilent:\n\ttrue\n", encoding="utf-8")

    assert undocumented(planted) == ["silent"]


def test_continuous_integration_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]

    assert commands == ["make test"]
    assert os.access(script, os.X_OK)
