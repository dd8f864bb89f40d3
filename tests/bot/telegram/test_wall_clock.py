from datetime import UTC, datetime, timedelta

from bot.telegram.wall_clock import WallClock

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def looks(*times: tuple[datetime, float]) -> list[timedelta]:
    """What each look finds, at a time on the wall and at seconds of the clock that only goes on."""
    wall = WallClock()
    return [wall.went_back(now, at) for now, at in times]


def test_clock_that_goes_on_or_forward_is_not_put_back() -> None:
    assert looks((NOON, 5), (NOON + timedelta(seconds=30), 35), (NOON + DAY, 40)) == [timedelta()] * 3


def test_clock_that_is_put_back_tells_by_how_much() -> None:
    minute = timedelta(minutes=1)

    assert looks((NOON, 5), (NOON - DAY, 65), (NOON - DAY + minute, 125)) == [
        timedelta(),
        DAY + minute,
        timedelta(),
    ]


def test_clock_that_stands_still_for_a_moment_is_left_alone() -> None:
    assert looks((NOON, 5), (NOON, 64), (NOON, 123)) == [timedelta()] * 3
