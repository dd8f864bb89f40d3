"""A long run in short: agents walk at their pace, what was acknowledged is there, no slope goes untold."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import now
from storage.keyring import Keyring
from storage.keys_file import write_new
from tests.endurance.__main__ import _verified
from tests.endurance.minutes import Minute, broken, curve, growth_kb, minute
from tests.endurance.walkers import Order, walk

FLAT = Minute(
    events=100,
    errors=0,
    p50_ms=1.0,
    p99_ms=3.0,
    worst_ms=9.0,
    resident_kb=90_000,
    journal_mb=4.0,
    is_warm=True,
)


@pytest.mark.usefixtures("refrozen")
async def test_agents_walk_and_all_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    write_new(tmp_path / "keys", Keyring.fresh(now().date()).text())
    url, second = f"sqlite:///{tmp_path}/hejie.db", tmp_path / "second"
    order = Order(
        url=url,
        keys=str(tmp_path / "keys"),
        second=str(second),
        calls=20,
        first=0,
        rate=100.0,
        minutes=2,
        seed=1,
        lasts=0.5,
    )
    minutes = list[Minute]()

    rest = await walk(order, lambda found: minutes.append(Minute(**found)))  # type: ignore[arg-type]
    flaws, found = await _verified(url, tmp_path)

    acknowledged = sum(each.events for each in minutes) + rest
    assert len(minutes) == 2
    assert acknowledged > 0
    assert broken([replace(each, p99_ms=1.0) for each in minutes], flaws, acknowledged, found - 42) == ()


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (replace(FLAT, errors=2), "2 appends failed"),
        (replace(FLAT, p99_ms=61.0), "a minute's 99th percentile was 61.0 ms"),
        (replace(FLAT, journal_mb=70.0), "the journal came to 70 MB"),
    ],
)
def test_a_minute_that_is_not_as_promised_is_told(spoilt: Minute, said: str) -> None:
    assert broken([FLAT, spoilt], (), 200, 200) == (said,)


def test_events_that_are_missing_or_flawed_are_told() -> None:
    assert broken([FLAT], ("version 3 was changed",), 100, 99) == (
        "100 events were acknowledged and 99 are there",
        "version 3 was changed",
    )


def test_memory_that_grows_is_told_once_it_was_warm() -> None:
    filling = [replace(FLAT, resident_kb=10_000 * number, is_warm=False) for number in range(10)]
    growing = [replace(FLAT, resident_kb=90_000 + 200 * number) for number in range(30)]

    assert growth_kb([*filling, *[FLAT] * 30]) == 0
    assert growth_kb([*filling, *growing]) == pytest.approx(2_000)
    assert broken([*filling, *growing], (), 1, 1) == ("memory grew by 2000 KB in ten minutes",)


def test_memory_of_which_nothing_can_be_said_is_told_after_a_long_run_alone() -> None:
    cold = replace(FLAT, is_warm=False)

    assert broken([cold] * 10, (), 1_000, 1_000) == ()
    assert broken([cold] * 30, (), 3_000, 3_000) == ("memory was not warm for ten minutes",)


def test_minute_and_curve_are_drawn_from_waits() -> None:
    assert minute(5, 0, [0.001] * 99 + [0.5], 10, 2_000_000) == Minute(
        events=5,
        errors=0,
        p50_ms=1.0,
        p99_ms=1.0,
        worst_ms=500.0,
        resident_kb=10,
        journal_mb=2.0,
        is_warm=False,
    )
    assert curve([0.0, 4.0, 8.0]) == "▁▅█"
    assert curve([]) == ""
