"""What must be done once is done by the bot that has the lease, and by no other after it was lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.leadership import Leadership
from bot.lifecycle import ServiceFailedError, run_services
from dialogs.ports import StorageUnavailableError

SOON = 0.01
LONG = 60.0


@dataclass
class Scripted:
    """A lease that is had or not as the test says."""

    seconds: float = LONG
    is_free: bool = True
    is_away: bool = False
    is_silent: bool = False
    asked: int = 0
    released: int = 0

    async def hold(self) -> bool:
        self.asked += 1
        if self.is_away:
            raise StorageUnavailableError
        if self.is_silent:
            await asyncio.Event().wait()
        return self.is_free

    async def release(self) -> None:
        self.released += 1


@dataclass
class Work:
    """Something that is done as long as it is let."""

    begun: int = 0
    cancelled: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.begun += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def serve(self, stopping: asyncio.Event) -> None:
        self.begun += 1
        try:
            await stopping.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    @property
    def runs(self) -> bool:
        return self.begun > self.cancelled


@asynccontextmanager
async def serving(
    leadership: Leadership, *works: Callable[[], Awaitable[None]]
) -> AsyncIterator[asyncio.Event]:
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_run(each)) for each in works]
        serve = group.create_task(leadership.serve(stopping))
        yield stopping
        stopping.set()
        for each in tasks:
            each.cancel()
        await serve


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - a lease tells nobody
            await asyncio.sleep(0.005)


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    with suppress(asyncio.CancelledError):
        await work()


async def test_work_runs_while_the_lease_is_ours_and_anew_each_time_that_it_is() -> None:
    lease, work = Scripted(is_free=False), Work()
    leadership = Leadership(lease, every=SOON)

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: lease.asked > 2)
        assert not work.begun

        lease.is_free = True
        await until(lambda: work.begun == 1)
        assert (leadership.leads, work.runs) == (True, True)

        lease.is_free = False
        await until(lambda: work.cancelled == 1)
        assert not leadership.leads

        lease.is_free = True
        await until(lambda: work.begun == 2)

    assert lease.released == 1


async def test_each_time_that_we_lead_has_a_number_of_its_own() -> None:
    lease, seen = Scripted(is_free=False), list[int]()
    leadership = Leadership(lease, every=SOON)

    async with serving(leadership):
        for is_free in (False, True, False, True):
            lease.is_free = is_free
            await until(lambda wanted=is_free: leadership.leads is wanted)  # type: ignore[misc]
            seen.append(leadership.lead)

    assert (seen, Leadership().lead) == ([0, 1, 0, 2], 1)


async def test_whether_we_lead_is_told_at_the_start_and_whenever_it_changes() -> None:
    lease, told = Scripted(is_free=False), list[bool]()
    leadership = Leadership(lease, every=SOON, tell=told.append)
    alone = list[bool]()
    Leadership(tell=alone.append)

    async with serving(leadership):
        await until(lambda: lease.asked > 2)
        lease.is_free = True
        await until(lambda: leadership.leads)
        lease.is_free = False
        await until(lambda: not leadership.leads)

    assert (told, alone) == ([False, True, False], [True])


async def test_lease_is_kept_over_a_storage_that_is_away_for_a_moment_and_lost_when_it_ends() -> None:
    lease, work = Scripted(seconds=LONG), Work()
    leadership = Leadership(lease, every=SOON)

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: work.runs)
        lease.is_away, asked = True, lease.asked
        await until(lambda: lease.asked > asked + 3)
        assert (leadership.leads, work.runs) == (True, True)

        lease.is_away, lease.seconds = False, 0.05
        await until(lambda: lease.asked > asked + 6)
        lease.is_away = True
        await until(lambda: work.cancelled > 0)
        assert not leadership.leads


async def test_lease_whose_renewal_is_never_answered_is_lost_by_our_own_clock() -> None:
    lease, work = Scripted(seconds=0.1), Work()
    leadership = Leadership(lease, every=SOON)

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: work.begun > 0)
        lease.is_silent = True
        await until(lambda: not work.runs)

        assert not leadership.leads


async def test_lease_that_cannot_be_renewed_is_left_when_it_ends_and_not_at_the_next_look() -> None:
    lease, work = Scripted(seconds=0.2), Work()
    leadership = Leadership(lease, every=LONG)

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: work.begun > 0)
        lease.is_away = True
        await until(lambda: not work.runs)

    assert (leadership.leads, work.begun, work.cancelled) == (False, 1, 1)


async def test_lease_that_ran_out_while_the_machine_slept_is_ours_no_more_before_anybody_looks() -> None:
    lease, work, time = Scripted(), Work(), [0.0]
    leadership = Leadership(lease, every=LONG, clock=lambda: time[0])

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: work.begun > 0)
        assert leadership.leads
        time[0] += LONG + 1

        assert not leadership.leads


async def test_what_was_led_ends_and_begins_anew_when_the_lease_ran_out_unnoticed() -> None:
    lease, work, told, time = Scripted(), Work(), list[bool](), [0.0]
    leadership = Leadership(lease, every=SOON, tell=told.append, clock=lambda: time[0])

    async with serving(leadership, lambda: leadership.run_led(work.run)):
        await until(lambda: work.begun > 0)
        time[0] += LONG + 1
        await until(lambda: work.begun > 1)

        assert (leadership.leads, work.begun, work.cancelled) == (True, 2, 1)

    assert told[:4] == [False, True, False, True]


async def test_service_waits_for_the_lease_and_ends_when_it_is_told_to() -> None:
    lease, work = Scripted(is_free=False), Work()
    leadership = Leadership(lease, every=SOON)
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(leadership.serve(stopping))
        led = group.create_task(_run(lambda: leadership.led(work.serve)(stopping)))
        following = Leadership(Scripted(is_free=False))
        idle = group.create_task(_run(lambda: following.led(work.serve)(stopping)))
        await until(lambda: lease.asked > 2)
        assert not work.begun
        lease.is_free = True
        await until(lambda: work.begun == 1)
        stopping.set()
        await asyncio.wait({led, idle})

    assert (work.begun, work.cancelled, lease.released) == (1, 0, 1)


async def test_lease_is_held_until_what_was_begun_is_finished() -> None:
    lease = Scripted()
    leadership = Leadership(lease, every=SOON)
    stopping, finished = asyncio.Event(), asyncio.Event()

    async def finishing(stopping: asyncio.Event) -> None:
        await stopping.wait()
        await finished.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(leadership.serve(stopping))
        group.create_task(_run(lambda: leadership.led(finishing)(stopping)))
        await until(lambda: leadership.leads)
        stopping.set()
        asked = lease.asked
        await until(lambda: lease.asked > asked + 2)
        assert lease.released == 0
        finished.set()

    assert lease.released == 1


@pytest.mark.usefixtures("refrozen")
async def test_service_that_ends_by_itself_stops_the_bot_as_when_it_is_alone() -> None:
    leadership, begun = Leadership(Scripted(), every=SOON), list[int]()

    async def ending(stopping: asyncio.Event) -> None:
        del stopping
        begun.append(1)

    with pytest.raises(ServiceFailedError, match="stopped because of: ending"):
        async with asyncio.timeout(30):
            await run_services({"leadership": leadership.serve, "ending": leadership.led(ending)}, signals=())

    assert begun == [1]


async def test_what_a_work_raises_is_heard() -> None:
    leadership = Leadership(Scripted(), every=SOON)

    async def broken() -> None:
        raise OSError("disk")

    async with serving(leadership):
        with pytest.raises(ExceptionGroup) as raised:
            await leadership.run_led(broken)

    assert raised.group_contains(OSError, match="disk")


async def test_whoever_is_alone_on_a_log_leads_from_the_start() -> None:
    leadership, work = Leadership(), Work()
    stopping = asyncio.Event()
    stopping.set()

    await leadership.serve(stopping)
    await leadership.led(work.serve)(stopping)

    assert (leadership.leads, leadership.is_alone, work.begun) == (True, True, 1)
