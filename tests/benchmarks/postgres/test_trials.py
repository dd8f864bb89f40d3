"""Each kind of cell gives figures; how fast is not the matter of a test."""

from pathlib import Path

import pytest

from tests.benchmarks.nursery import TrialError
from tests.benchmarks.postgres import trials
from tests.benchmarks.postgres.__main__ import plan_of
from tests.benchmarks.postgres.cells import BESIDE, CELLS, Cell, Work
from tests.benchmarks.postgres.replica import Found
from tests.benchmarks.postgres.report import GOALS, compared
from tests.benchmarks.postgres.trials import Stand, merged, orders
from tests.conftest import DATABASE
from tests.storage.postgres.server import Server

SECONDS, LONGEST = 0.05, 3.0
SMALL = {
    "raw": Cell("", Work.RAW, 1),
    "full-2": Cell("", Work.FULL, 2),
    "door-2-by-2": Cell("", Work.DOOR, 2, 2),
}


@pytest.fixture
def stand(postgres: Server, tmp_path: Path) -> Stand:
    return Stand(postgres, tmp_path, f"{DATABASE}_bench")


@pytest.mark.parametrize("cell", SMALL)
async def test_every_kind_of_cell_gives_the_figures_that_goals_are_read_from(
    cell: str, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "CELLS", SMALL)
    seconds, found = SECONDS, await stand.measure(cell, SECONDS)
    while not found["events"] and seconds < LONGEST:  # on a busy machine nothing may come of that time
        seconds *= 4
        found = await stand.measure(cell, seconds)

    for name in ("events_a_second", "taps_a_second", "p50_ms", "p99_ms", "cpu_us", "events_a_commit"):
        assert found[name] > 0


async def test_file_is_measured_beside_it(stand: Stand) -> None:
    found = await stand.measure("sqlite-raw", SECONDS)

    assert found["events_a_second"] > 0


async def test_cell_whose_replica_ends_says_why(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "CELLS", {"broken": Cell("", Work.FULL, 1)})
    broken = Stand(stand.server, Path("/proc/nowhere"), stand.database)

    with pytest.raises((TrialError, OSError)):
        await broken.measure("broken", SECONDS)


def test_callers_are_spread_over_replicas_that_share_keys_and_second_place(tmp_path: Path) -> None:
    four = orders(CELLS["full-16-by-4"], "postgresql://somewhere/a", 2.0, tmp_path)

    assert [(each.first, each.callers) for each in four] == [(0, 4), (4, 4), (8, 4), (12, 4)]
    assert len({(each.keys, each.second, each.url) for each in four}) == 1


def test_replicas_side_by_side_count_as_one() -> None:
    fast = Found(
        figures={"events": 300, "events_a_second": 150.0, "cpu_us": 10.0}, waits=[0.001] * 200, commits=100
    )
    slow = Found(
        figures={"events": 100, "events_a_second": 50.0, "cpu_us": 30.0}, waits=[0.003] * 50, commits=100
    )

    figures = merged([fast, slow])

    assert figures["events_a_second"] == 200.0
    assert figures["taps_a_second"] == 100.0 + 25.0
    assert figures["cpu_us"] == 15.0
    assert figures["events_a_commit"] == 2.0
    assert (figures["p50_ms"], figures["p99_ms"]) == (1.0, 3.0)


def test_cells_are_compared_within_their_round() -> None:
    rate, wait = "events_a_second", "p50_ms"
    found = compared(
        {
            "raw": {rate: 1_000, wait: 1.0},
            "sqlite-raw": {rate: 2_000, wait: 0.5},
            "full-16": {rate: 8_000, wait: 2.0},
            "full-16-by-2": {rate: 12_000, wait: 1.5},
            "sqlite-full-16": {rate: 10_000, wait: 1.0},
        }
    )

    assert (found["full-16"]["to_raw"], found["full-16"]["wait_to_raw"]) == (8.0, 2.0)
    assert (found["sqlite-full-16"]["to_raw"], found["sqlite-full-16"]["wait_to_raw"]) == (5.0, 2.0)
    assert found["full-16-by-2"]["to_one"] == 1.5
    assert "to_one" not in found["full-16"]


def test_every_goal_stands_on_a_cell_that_is_measured() -> None:
    assert {goal.cell for goal in GOALS} <= CELLS.keys()
    assert not BESIDE.keys() & CELLS.keys()
    assert all(name.partition("-by-")[0] in CELLS for name in CELLS)


def test_only_a_whole_run_is_for_the_page() -> None:
    plans = [plan_of(words) for words in ([], ["--quick"], ["--only", "raw"], ["--page"])]

    assert [each and each.for_the_page for each in plans] == [True, False, False, None]
