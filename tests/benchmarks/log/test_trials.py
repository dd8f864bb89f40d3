"""Each cell gives figures; how fast is not the matter of a test."""

import asyncio
from pathlib import Path

import pytest

from tests.benchmarks.log.__main__ import plan_of
from tests.benchmarks.log.generator import Firm
from tests.benchmarks.log.goals import GOALS
from tests.benchmarks.log.grown import make_log
from tests.benchmarks.log.pace import Figures
from tests.benchmarks.log.trials import TRIALS, Order, apart
from tests.benchmarks.nursery import TrialError

pytestmark = pytest.mark.usefixtures("refrozen")
SECONDS, LONGEST = 0.05, 3.0
SMALL = Firm(agents=3, abreast=5)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Live calls alone, and after some others."""
    folder = tmp_path_factory.mktemp("logs")
    alone, grown = folder / "alone.db", folder / "grown.db"
    asyncio.run(make_log(alone, 0, 60, SMALL))
    asyncio.run(make_log(grown, 3_000, 60, SMALL))
    return str(alone), str(grown)


@pytest.mark.parametrize("cell", TRIALS)
async def test_every_cell_gives_the_figures_that_goals_are_read_from(
    cell: str, logs: tuple[str, str], tmp_path: Path
) -> None:
    alone, grown = logs
    compared = {"growth", "wait_to_raw"}  # which comes of a whole round
    wanted = {goal.name for goal in GOALS if goal.cell == cell} - compared

    async def found_within(seconds: float) -> Figures:
        """Look for longer when a busy machine came to nothing in that time."""
        folder = tmp_path / str(seconds)
        folder.mkdir()
        found = await TRIALS[cell](
            Order(cell=cell, seconds=seconds, folder=str(folder), alone=alone, grown=grown, warm_up=False)
        )
        none = [name for name in wanted - {"mb_of_10000"} if not found.get(name, 1) > 0]
        return await found_within(seconds * 8) if none and seconds < LONGEST else found

    found = await found_within(SECONDS)

    assert wanted - found.keys() == set()
    assert all(found[name] > 0 for name in wanted - {"mb_of_10000"})


async def test_cell_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    figures = await apart(Order(cell="raw", seconds=SECONDS, folder=str(tmp_path)))

    assert figures["events"] > 0


async def test_cell_that_gives_no_figures_says_why(tmp_path: Path) -> None:
    with pytest.raises(TrialError, match="alone-64 gave no figures"):
        await apart(
            Order(cell="alone-64", seconds=SECONDS, folder="", alone=str(tmp_path / "nowhere" / "alone.db"))
        )


def test_only_a_whole_run_is_for_the_page() -> None:
    plans = [plan_of(words) for words in ([], ["--quick"], ["--only", "raw"], ["--events", "20"])]

    assert [each is not None and each.for_the_page for each in plans] == [True, False, False, True]
    assert plans[3] is not None
    assert plans[3].events == 20_000_000
