"""What a process holds once it has gone on with every live call of a log."""

import asyncio
import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dialogs.ids import PersonId
from dialogs.service import Office, Refused, SessionService
from tests.benchmarks.clocks import resident_kb
from tests.benchmarks.log.callers import tap_cause
from tests.benchmarks.log.calls import FIRST_AGENT, STEPS, agent, command_of
from tests.benchmarks.log.live import AT_ONCE, Live, live_calls
from tests.benchmarks.log.pace import Figures, as_the_bot_runs

ALL: Final = 10_000
"""Calls that a process can be asked to keep at hand, instead of as many as the bot does."""
_FIRST: Final = 50
"""Taps before the first look, so that what is made once is made by then."""


async def measured(office: Office, path: Path, most: int | None = None) -> Figures:
    """Tap once in each live call; ``most`` calls are kept folded, or as many as the bot keeps."""
    if most is not None:
        office.calls._most = most
    found = live_calls(path)
    with as_the_bot_runs():
        await _tap_all(office, found[:_FIRST])
        before = _resident_kb()
        await _tap_all(office, found[_FIRST:])
        after = _resident_kb()
    growth, calls = (after - before) / 1024, len(found) - _FIRST
    return {
        "calls": calls,
        "kept": len(office.calls._kept),
        "growth_mb": growth,
        "mb_of_10000": growth / calls * ALL,
    }


async def _tap_all(office: Office, calls: Sequence[Live]) -> None:
    async def tap(lane: Sequence[Live]) -> None:
        for live in lane:
            await _tap(office, SessionService(office), live)

    async with asyncio.TaskGroup() as group:
        for number in range(AT_ONCE):
            group.create_task(tap(calls[number::AT_ONCE]))


async def _tap(office: Office, service: SessionService, live: Live) -> None:
    actor = agent(PersonId(live.agent) - FIRST_AGENT)
    state = await office.calls.at(live.session)
    command = command_of(actor, state, STEPS[live.place], office.now())
    done = await service.handle(command, tap_cause(live.session))
    assert not isinstance(done, Refused), done


def _resident_kb() -> int:
    gc.collect()
    return resident_kb(os.getpid())
