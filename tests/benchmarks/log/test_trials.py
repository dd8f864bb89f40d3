"""Each cell gives figures; how fast is not the matter of a test."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.benchmarks.log.__main__ import plan_of
from tests.benchmarks.log.generator import Firm
from tests.benchmarks.log.goals import GOALS
from tests.benchmarks.log.grown import make_log
from tests.benchmarks.log.trials import TRIALS, Order, apart
from tests.benchmarks.nursery import TrialError

SECONDS = 0.05
SMALL = Firm(agents=3, abreast=5)


@pytest.fixture
async def order(tmp_path: Path) -> Order:
    alone, grown = tmp_path / "alone.db", tmp_path / "grown.db"
    await make_log(alone, 0, 60, SMALL)
    await make_log(grown, 3_000, 60, SMALL)
    return Order(cell="", seconds=SECONDS, folder=str(tmp_path), alone=str(alone), grown=str(grown))


async def test_every_cell_gives_the_figures_that_goals_are_read_from(order: Order, tmp_path: Path) -> None:
    found = {}
    for cell, trial in TRIALS.items():
        with TemporaryDirectory(dir=tmp_path) as own:
            found[cell] = await trial(
                Order(cell=cell, seconds=SECONDS, folder=own, alone=order.alone, grown=order.grown)
            )

    compared = {"growth", "wait_to_raw"}  # which comes of a whole round
    assert [goal for goal in GOALS if goal.name not in {*found[goal.cell], *compared}] == []
    assert all(figures["events_a_second"] > 0 for figures in found.values() if "events_a_second" in figures)
    assert all(figures["events_a_commit"] >= 1 for cell, figures in found.items() if cell.startswith("full"))


async def test_cell_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    figures = await apart(Order(cell="raw", seconds=SECONDS, folder=str(tmp_path)))

    assert figures["events"] > 0


async def test_cell_that_gives_no_figures_says_why(tmp_path: Path) -> None:
    with pytest.raises(TrialError, match="no such table"):
        await apart(Order(cell="alone-64", seconds=SECONDS, folder="", alone=str(tmp_path / "empty.db")))


def test_only_a_whole_run_is_for_the_page() -> None:
    plans = [plan_of(words) for words in ([], ["--quick"], ["--only", "raw"], ["--events", "20"])]

    assert [each is not None and each.for_the_page for each in plans] == [True, False, False, True]
    assert plans[3] is not None
    assert plans[3].events == 20_000_000
