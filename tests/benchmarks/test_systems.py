"""Each program under test answers a handful of taps, edit for tap and event for tap."""

import gc
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest

from tests.benchmarks.bench import Bench
from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.preparing import prepare_calls
from tests.benchmarks.scene import Calls
from tests.benchmarks.systems import SYSTEMS

HANDFUL = Effort(taps=6, seconds=60.0, warm_taps=2, warm_seconds=60.0, drain_seconds=60.0)
ROWS = [2, 2, 4]
LATENCY_MS = 5


@pytest.fixture
async def calls(tmp_path: Path) -> Calls:
    return await prepare_calls(Path(tempfile.mkdtemp(dir=tmp_path)), people=3, events=2)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with Bench(sut_core=-1, folder=tmp_path).opened() as opened:
        yield opened


async def test_every_system_shows_the_same_card_for_each_tap(bench: Bench, calls: Calls) -> None:
    shown: dict[str, tuple[bool, list[int]]] = {}
    for system in SYSTEMS:
        async with bench.scene(Cell(system, LATENCY_MS, 2), calls, 30) as (scene, child):
            measured = await scene.play(child.pid, HANDFUL)
        gc.collect(1)  # only what was made since: the play lets all the tests in again
        gc.freeze()
        assert measured.taps >= HANDFUL.taps
        assert not measured.cut
        shown[system] = _card(scene.crowd.last_edit)

    assert shown == dict.fromkeys(SYSTEMS, (True, ROWS))


def _card(edit: bytes) -> tuple[bool, list[int]]:
    """Tell whether an edit's text is as long as that of the others, and how many buttons each row has."""
    if edit.startswith(b"{"):
        card = msgspec.json.decode(edit)
    else:
        card = {name: value for name, (value,) in parse_qs(edit.decode()).items()}
    markup = card["reply_markup"]
    keyboard = (msgspec.json.decode(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    text = card["text"]
    return 200 <= len(text) <= 300 and "<b>" in text, [len(row) for row in keyboard]
