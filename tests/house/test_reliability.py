"""The page on reliability names proofs that are there, and leaves out none of those that the soak repeats."""

import re
from pathlib import Path

from tests.house.tree import ROOT
from tests.soak.__main__ import PROOFS

PAGE = ROOT / "docs" / "reference" / "reliability.md"
PROOF = re.compile(r"`(tests/[\w/]+\.py)`")
PROGRAM = re.compile(r"`python -m (tests\.\w+)`")
FOLDERS = ("damage", "disk", "kill", "locks", "replicas", "servers", "tamper")
"""All that is tested in these is a proof, or a test of what proves."""
TOOLS = {"test_judge.py", "test_power.py", "test_vfs.py", "test_knocks.py", "test_hatch.py"}


def gone(words: str) -> list[str]:
    """Return the proofs that a page names and that are no tests."""
    named = PROOF.findall(words)
    return [name for name in named if "def test_" not in _text(ROOT / name)]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_every_proof_that_is_named_is_a_test() -> None:
    words = PAGE.read_text(encoding="utf-8")

    assert gone(words) == []
    assert len(PROOF.findall(words)) > len(FOLDERS)


def test_every_proof_is_named() -> None:
    words = PAGE.read_text(encoding="utf-8")
    tests = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / "tests" / folder).glob("test_*.py")
        if path.name not in TOOLS
    }

    assert sorted(tests - set(PROOF.findall(words))) == []
    assert set(PROGRAM.findall(words)) == {module for module, *_ in PROOFS.values()}


def test_planted_proof_that_is_gone_is_found() -> None:
    assert gone("see `tests/disk/test_weather.py`, `tests/disk/disk.py`") == [
        "tests/disk/test_weather.py",
        "tests/disk/disk.py",
    ]
