"""What the packages read beside their code is installed with them, also without a clone."""

import tomllib
from collections.abc import Mapping, Sequence
from glob import glob

from tests.house.tree import ROOT, tracked

Patterns = Mapping[str, Sequence[str]]


def packed() -> Patterns:
    """The patterns of each package, `*` for all of them, as `pyproject.toml` gives them to setuptools."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns: Patterns = settings["tool"]["setuptools"]["package-data"]
    return patterns


def left_out(patterns: Patterns) -> list[str]:
    """The files of the four packages that are no code and that no pattern takes along."""
    found = []
    for package in ("bot", "dialogs", "playbooks", "storage"):
        taken: set[str] = set()
        for pattern in (*patterns["*"], *patterns.get(package, ())):
            # As setuptools does it; for `Path.glob` of Python 3.11, `**` ends at folders.
            taken |= set(glob(pattern, root_dir=ROOT / package, recursive=True))  # noqa: PTH207
        names = [path.relative_to(ROOT / package).as_posix() for path in tracked(f"{package}/*")]
        found += [f"{package}/{name}" for name in names if not name.endswith(".py") and name not in taken]
    return found


def test_every_file_that_a_package_reads_is_packed() -> None:
    assert left_out(packed()) == []


def test_file_that_no_pattern_takes_along_is_found() -> None:
    lacking = {**packed(), "bot": ["locale/**", "playground/page/**", "[!c]*.toml"]}

    assert left_out(lacking) == ["bot/crisis.toml"]
