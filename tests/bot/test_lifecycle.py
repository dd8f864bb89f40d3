"""Services start together, stop together, and none is lost with its error."""

import asyncio
import gc
import os
import signal
from dataclasses import dataclass, field

import pytest

from bot.lifecycle import ServiceFailedError, run_services, spawn

pytestmark = pytest.mark.usefixtures("refrozen")
SOON = 5.0
"""A deadline that a passing test never reaches."""


@dataclass
class Recorder:
    """Services that write down what happens to them."""

    seen: list[str] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def patient(self, stopping: asyncio.Event) -> None:
        """Works until it is asked to stop, then finishes what it began."""
        self.started.set()
        try:
            await stopping.wait()
            self.seen.append("finished")
        except asyncio.CancelledError:
            self.seen.append("cancelled")
            raise

    async def stubborn(self, stopping: asyncio.Event) -> None:
        """Does not look at the event."""
        self.started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.seen.append("cancelled")
            raise

    async def broken(self, stopping: asyncio.Event) -> None:
        await self.started.wait()
        raise OSError("disk")

    async def short(self, stopping: asyncio.Event) -> None:
        await self.started.wait()

    async def signalling(self, stopping: asyncio.Event) -> None:
        """Sends our own process a signal, as the system does when it stops us."""
        await self.started.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await stopping.wait()

    async def signalling_twice(self, stopping: asyncio.Event) -> None:
        await self.signalling(stopping)
        os.kill(os.getpid(), signal.SIGTERM)


async def test_signal_lets_every_service_finish_what_it_began() -> None:
    record = Recorder()

    await run_services({"patient": record.patient, "signalling": record.signalling}, deadline=SOON)

    assert record.seen == ["finished"]


async def test_signals_are_left_as_they_were() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    record = Recorder()

    await run_services({"patient": record.patient, "signalling": record.signalling}, deadline=SOON)

    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before


async def test_service_that_does_not_stop_is_cancelled_at_the_deadline() -> None:
    record = Recorder()

    await run_services({"stubborn": record.stubborn, "signalling": record.signalling}, deadline=0.01)

    assert record.seen == ["cancelled"]


async def test_second_signal_stops_at_once() -> None:
    record = Recorder()

    async with asyncio.timeout(SOON):
        await run_services({"stubborn": record.stubborn, "twice": record.signalling_twice}, deadline=3600)

    assert record.seen == ["cancelled"]


async def test_service_that_breaks_stops_the_others_in_an_orderly_way_and_is_named() -> None:
    record = Recorder()

    with pytest.raises(ServiceFailedError, match="stopped because of: polling") as raised:
        await run_services({"patient": record.patient, "polling": record.broken}, deadline=SOON, signals=())

    assert record.seen == ["finished"]
    assert repr(raised.value.__cause__) == "OSError('disk')"


async def test_service_that_ends_by_itself_is_not_taken_for_a_good_end() -> None:
    record = Recorder()

    with pytest.raises(ServiceFailedError, match="stopped because of: short"):
        await run_services({"patient": record.patient, "short": record.short}, deadline=SOON, signals=())

    assert record.seen == ["finished"]


async def test_errors_of_several_services_are_all_told() -> None:
    record = Recorder()

    async def breaks_while_stopping(stopping: asyncio.Event) -> None:
        record.started.set()
        await stopping.wait()
        raise ValueError("late")

    with pytest.raises(ServiceFailedError, match="polling, pages") as raised:
        await run_services(
            {"pages": breaks_while_stopping, "polling": record.broken}, deadline=SOON, signals=()
        )

    assert isinstance(raised.value.__cause__, ExceptionGroup)
    assert [type(error) for error in raised.value.__cause__.exceptions] == [OSError, ValueError]


async def test_cancelling_the_run_cancels_every_service() -> None:
    record = Recorder()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await run_services({"patient": record.patient}, deadline=SOON, signals=())

    assert record.seen == ["cancelled"]


async def test_spawned_task_has_its_name_and_its_group_waits_for_it() -> None:
    async def answer() -> int:
        return 42

    async with asyncio.TaskGroup() as group:
        task = spawn(group, answer(), name="answer")

    assert (task.get_name(), task.result()) == ("answer", 42)


async def test_what_was_made_before_is_left_out_of_collections_while_services_run() -> None:
    before = gc.get_threshold()
    frozen: list[int] = []

    async def service(stopping: asyncio.Event) -> None:
        frozen.append(gc.get_freeze_count())
        os.kill(os.getpid(), signal.SIGTERM)
        await stopping.wait()

    await run_services({"service": service})

    assert frozen[0] > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
