"""The files of this repository, as the house rules look at them."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    """Every file that git tracks and that still exists; the patterns are git's: `*.py` means every folder."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def environment() -> dict[str, str]:
    """The environment for a tool started by a test: free of what the recipe around the test put there."""
    own = ("COVERAGE", "MAKE", "PYTHONPATH", "COLUMNS", "LINES")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def text_of(path: Path) -> str | None:
    """The file as text, or None for a binary one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
