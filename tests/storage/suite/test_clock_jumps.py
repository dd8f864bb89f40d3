"""The clock of a store jumps, stands still, crosses summer time: versions give the order, all is there."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.ports import DispatchState, SessionFilter, Write
from storage.opening import Storage, open_storage
from storage.sql import log
from tests.storage.builders import LIN, NOON, after, call, cause, chosen, notice, opened, write
from tests.storage.places import Place, file, memory

DAY = timedelta(days=1)
JUMPS = (timedelta(), timedelta(), timedelta(seconds=1), DAY, -DAY, timedelta(hours=1), timedelta(hours=-1))
BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Days of 23 and of 25 hours."""


class Jumping:
    """A clock that jumps whenever somebody looks."""

    def __init__(self, seed: int) -> None:
        self._chance, self.now = random.Random(seed), NOON

    def __call__(self) -> datetime:
        self.now += self._chance.choice(JUMPS)
        return self.now


def standing_at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


async def written(storage: Storage, clock: Jumping) -> list[datetime]:
    """Write twenty events to one stream as the clock goes; return their times in the order of writing."""
    times = [clock() for _ in range(20)]
    for version, at in enumerate(times):
        event = chosen(f"step-{version}", at=at) if version else opened(at=at)
        await storage.events.append([Write(call(), version, (event,))], cause(f"tap-{version}"))
    return times


@pytest.mark.parametrize("seed", range(4))
async def test_events_come_back_in_the_order_of_their_versions(storage: Storage, seed: int) -> None:
    times = await written(storage, Jumping(seed))

    assert times != sorted(times)
    assert [event.at for event in await storage.events.load(call())] == times
    [line] = await storage.views.sessions(LIN, SessionFilter())
    assert (line.version, line.step) == (20, "step-19")
    assert await storage.upkeep.rebuild() == 20
    assert await storage.views.sessions(LIN, SessionFilter()) == [line]


@pytest.mark.parametrize("seed", range(4))
async def test_log_of_a_jumping_clock_is_sound_whenever_it_is_opened(tmp_path: Path, seed: int) -> None:
    clock, url = Jumping(seed), f"sqlite:///{tmp_path}/hejie.db"
    async with open_storage(url, clock=clock) as storage:
        assert storage.witness is not None
        await written(storage, clock)
        assert await storage.witness.checkpoint()
        await write(storage, call("S2"), opened("S2", at=clock()))
        assert await storage.witness.checkpoint()

    for now in (NOON - 365 * DAY, NOON, NOON + 365 * DAY):
        async with open_storage(url, clock=standing_at(now)) as storage:
            assert storage.witness is not None
            found = await storage.witness.verify(lambda _done, _total: None, rows=True)
            assert (found.flaws, found.checkpoints, found.events) == ((), 2, 21)


async def test_store_that_orders_by_time_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_time = log._SQL["load"].replace("ORDER BY version", "ORDER BY at, version")
    monkeypatch.setattr(log, "_SQL", {**log._SQL, "load": by_time})
    async with file(tmp_path)() as storage:
        times = await written(storage, Jumping(0))

        assert [event.at for event in await storage.events.load(call())] != times


async def test_what_is_due_is_sent_once_whatever_the_clock_does(storage: Storage) -> None:
    notices = tuple(notice(due_at=after(minutes)) for minutes in (0, 2, 60))
    await storage.events.append([Write(call(), 0, (opened(),), notices)], cause("notices"))
    sent: list[int] = []
    for now in (
        after(0),
        after(0) - DAY,
        after(1),
        after(0) + DAY,
        after(0),
        after(0) - DAY,
        after(0) + 2 * DAY,
    ):
        for each in await storage.dispatches.due(now):
            assert each.state is DispatchState.SENDING
            assert each.notice.due_at <= now
            await storage.dispatches.sent(each.id, 70 + each.id)
            sent.append(each.id)

    assert sent == [1, 2, 3]
    assert await storage.dispatches.next_due_at() is None


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)], ids=["spring", "autumn"])
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_each_call_belongs_to_one_local_day_also_when_the_clock_is_changed(
    tmp_path: Path, kind: str, day: date, hours: int
) -> None:
    place: Place = memory(BERLIN) if kind == "memory" else file(tmp_path, BERLIN)
    begins = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    async with place() as storage:
        for half in range(-4, 2 * hours + 4):
            name, at = f"S{half:+03}", begins + timedelta(minutes=30 * half)
            await write(storage, call(name), opened(name, complaint=name, at=at))

        wanted = SessionFilter(limit=1_000)
        days = [day - DAY, day, day + DAY]
        counts = [
            len(await storage.views.sessions(LIN, SessionFilter(day=each, limit=1_000))) for each in days
        ]

        assert counts == [4, 2 * hours, 4]
        assert sum(counts) == len(await storage.views.sessions(LIN, wanted))
