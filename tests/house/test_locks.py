"""The lock files: a hash for everything, nothing forgotten, and no place that only one network has."""

import re
import tomllib
from itertools import combinations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-bench.lock")
PLACE = re.compile(r"://|\bfile:/|\s@\s|^\s*-{1,2}(?!hash=)\w|(?:^|\s)[~.]{0,2}/\w")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([A-Za-z0-9._!+-]+)(?:\s*;[^\\]+)?\s*\\$")
STRAY = " \\"
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def findings(lock: str) -> list[str]:
    """Lines of a lock file that name a place, then requirements that are not pinned by hash."""
    lines = enumerate(lock.splitlines(), 1)
    found = [f"line {number} names a place: {line}" for number, line in lines if PLACE.search(line)]
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip()):
        first, *rest = block.splitlines() or [""]
        hashes = [HASH.match(line.strip(STRAY)) for line in rest]
        if not PIN.match(first) or not hashes or not all(hashes):
            found.append(f"not pinned by hash: {first.strip(STRAY)}")
    return found


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(pin[1]): pin[2] for line in lines if (pin := PIN.match(line))}


def unmet(declared: list[str], locked: dict[str, str]) -> list[str]:
    requirements = [Requirement(line) for line in declared]
    return [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_everything_by_hash_and_names_no_place(name: str) -> None:
    assert findings((ROOT / name).read_text(encoding="utf-8")) == []


def test_locks_hold_a_fitting_version_of_everything_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    assert unmet([*project["dependencies"], *extras["build"]], pins("requirements.lock")) == []
    assert unmet(extras["test"], pins("requirements-test.lock")) == []
    assert unmet(extras["bench"], pins("requirements-bench.lock")) == []


@pytest.mark.parametrize("pair", tuple(combinations(LOCKS, 2)), ids=" and ".join)
def test_two_locks_never_disagree(pair: tuple[str, str]) -> None:
    first, second = (pins(name) for name in pair)

    assert {name: version for name, version in second.items() if first.get(name, version) != version} == {}


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        (f"a==1 \\\n    --hash=sha256:{'0' * 64}\n    # via b\n", []),
        ("a==1\n", ["not pinned by hash: a==1"]),
        (f"a>=1 \\\n    --hash=sha256:{'0' * 64}\n", ["not pinned by hash: a>=1"]),
        (f"a==1 \\\n    --hash=sha256:{'0' * 64}\nb==2\n", ["not pinned by hash: b==2"]),
        ("# from https://index.example\n", ["line 1 names a place: # from https://index.example"]),
        ("#    -r ../elsewhere/a.in\n", ["line 1 names a place: #    -r ../elsewhere/a.in"]),
    ],
)
def test_planted_defect_of_a_lock_is_found(lock: str, expected: list[str]) -> None:
    found = findings(lock)

    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_forgotten_requirement_is_found() -> None:
    assert unmet(["a>=2", "B_c>=1"], {"a": "1.9", "b-c": "1.0"}) == ["a>=2"]
