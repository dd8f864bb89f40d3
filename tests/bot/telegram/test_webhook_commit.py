"""A delivery is acknowledged after the commit and not before; what comes again counts once."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.telegram.deeds import Deed
from bot.telegram.intake import Intake
from bot.telegram.webhook import Endpoint
from dialogs.events import Event
from dialogs.ids import Cause, StreamId, session_stream
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, StorageUnavailableError, Write
from tests.bot.telegram.delivering import SECRET, Line, knock, line, said, served, tap
from tests.bot.telegram.driving import BOT, CALL, Stage
from tests.bot.telegram.test_face import walking


@dataclass(slots=True)
class Guarded:
    """A log whose writes wait at a gate, or are refused while it is away."""

    store: EventStore
    open: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    away: bool = False

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.store.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.store.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        self.reached.set()
        if self.away:
            raise StorageUnavailableError
        await self.open.wait()
        return await self.store.append(writes, cause)


async def guarded(stage: Stage) -> tuple[Stage, Guarded]:
    """Open a call, then put its log behind a gate."""
    await stage.opened()
    log = Guarded(stage.office.store)
    return replace(stage, office=replace(stage.office, store=log)), log


@dataclass(slots=True, kw_only=True)
class Hasty(Intake):
    """Broken: says that an update is durable as soon as it has come in."""

    tasks: asyncio.TaskGroup

    async def take(self, raw: object, **ignored: object) -> tuple[Deed, ...]:
        self.tasks.create_task(Intake.take(self, raw))
        return ()


@asynccontextmanager
async def hook(stage: Stage, kind: type[Intake] = Intake, **more: object) -> AsyncIterator[str]:
    """Serve an endpoint whose updates walk the call of the stage."""
    intake = kind(
        bot=BOT,
        reception=walking(stage),
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
        **more,  # type: ignore[arg-type]
    )
    one = Endpoint(secret=SECRET, intake=intake, do=list[tuple[Deed, ...]]().append, reply=said)
    async with served(one) as address:
        yield address


async def version(stage: Stage) -> int:
    return len(await stage.storage.events.load(session_stream(CALL)))


async def is_silent(one: Line) -> bool:
    """Tell whether nothing was said, once everything that could be said has had its chance."""
    for _ in range(50):
        await asyncio.sleep(0)
    try:
        async with asyncio.timeout(0.1):
            await one.reader.read(1)
    except TimeoutError:
        return True
    return False


async def waits_for_the_commit(stage: Stage, kind: type[Intake], **more: object) -> bool:
    """Deliver a tap and tell whether its answer waited until the log was written."""
    behind, log = await guarded(stage)
    async with hook(behind, kind, **more) as address, line(address) as one:
        await one.says(tap())
        await log.reached.wait()
        waited = await is_silent(one)
        assert await version(stage) == 1
        log.open.set()
        if waited:
            assert (await one.hears()).status == 200
            assert await version(stage) == 2
    return waited


async def test_200_comes_only_after_the_commit(stage: Stage) -> None:
    assert await waits_for_the_commit(stage, Intake)


async def test_endpoint_that_acknowledges_first_is_found_out(stage: Stage) -> None:
    async with asyncio.TaskGroup() as tasks:
        assert not await waits_for_the_commit(stage, Hasty, tasks=tasks)


async def test_tap_while_the_storage_is_away_comes_again_and_counts_once(stage: Stage) -> None:
    behind, log = await guarded(stage)
    log.open.set()
    log.away = True
    async with hook(behind) as address:
        refused = await knock(address, tap())
        before = await version(stage)
        log.away = False
        taken = await knock(address, tap())
        again = await knock(address, tap())

    assert (refused.status, before) == (500, 1)
    assert (taken.status, again.status, await version(stage)) == (200, 200, 2)
    assert json.loads(taken.body) == json.loads(again.body) == {"answers": "4100"}


async def test_same_tap_delivered_twice_at_once_counts_once(stage: Stage) -> None:
    behind, log = await guarded(stage)
    log.open.set()
    async with hook(behind) as address:
        answers = await asyncio.gather(*(knock(address, tap()) for _ in range(5)))

    assert ([each.status for each in answers], await version(stage)) == ([200] * 5, 2)
