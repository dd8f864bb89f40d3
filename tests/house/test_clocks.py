"""One place reads the clock on the wall; whoever waits or measures uses the one that only goes on."""

import ast
import inspect
from time import monotonic

import pytest

from storage.sql.breaker import Breaker
from tests.house.tree import ROOT, tracked

PACKAGES = ("bot", "dialogs", "playbooks", "storage")
ONE_PLACE = "bot/clock.py"
OWN_WORLD = "bot/playground/"
"""It plays Telegram, whose clock is its own."""
WALL = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}


def wall_clocks(name: str, source: str) -> list[str]:
    """Where the clock on the wall is read."""
    return [
        f"{name}:{node.lineno} {node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in WALL
    ]


def test_clock_on_the_wall_is_read_in_one_place() -> None:
    paths = [path for package in PACKAGES for path in tracked(f"{package}/**/*.py", f"{package}/*.py")]
    found = {
        place
        for path in paths
        if not (name := path.relative_to(ROOT).as_posix()).startswith(OWN_WORLD)
        for place in wall_clocks(name, path.read_text(encoding="utf-8"))
    }

    assert {place.partition(":")[0] for place in found} == {ONE_PLACE}


@pytest.mark.parametrize("words", ["time.time()", "datetime.now(UTC)", "date.today()"])
def test_planted_look_at_the_wall_is_found(words: str) -> None:
    assert wall_clocks("planted.py", f"x = {words}\n") == [f"planted.py:1 {words.partition('(')[0]}"]
    assert wall_clocks("planted.py", "x = time.monotonic()\n") == []


def test_breaker_pauses_by_the_clock_that_only_goes_on() -> None:
    assert inspect.signature(Breaker).parameters["clock"].default is monotonic
