"""The figures of taps beside evidence are told as a table, and the goal is missed when they grow too much."""

from pathlib import Path

import pytest

from tests.benchmarks.beside import GOAL_MS, TRIALS, Plan, measured, told

ALONE = {"taps": 400.0, "p50_ms": 4.0, "p99_ms": 9.0, "worst_ms": 12.0}


def test_goal_is_met_as_long_as_the_p99_grows_by_no_more() -> None:
    table, met = told({"taps alone": ALONE, "beside evidence": {**ALONE, "p99_ms": 9.0 + GOAL_MS}})

    assert met
    assert table.splitlines()[-1] == "the p99 grows by 20.00 ms at the most; the goal is 20 ms"


def test_goal_is_missed_by_any_trial_that_delays_taps_by_more() -> None:
    _, met = told({"taps alone": ALONE, "beside evidence": {**ALONE, "p99_ms": 9.1 + GOAL_MS}})

    assert not met


@pytest.mark.usefixtures("refrozen")
async def test_every_trial_is_measured_with_its_taps(tmp_path: Path) -> None:
    found = await measured(Plan(calls=16, seconds=0.6, rounds=1), tmp_path)

    assert set(found) == set(TRIALS)
    assert min(each["taps"] for each in found.values()) > 0
