"""What a program remembers of calls that are over it lets go, whether or not it hears of their erasure."""

import asyncio
from collections.abc import Awaitable

from bot.forgetting import forgetting
from tests.dialogs.service.erasing import ended
from tests.firm import open_firm


async def _awaited(service: Awaitable[None]) -> None:
    await service


async def test_calls_that_are_over_are_let_go_until_it_is_told_to_stop() -> None:
    async with open_firm() as firm:
        calls, stopping = firm.office.calls, asyncio.Event()
        for _ in range(2):
            session = await ended(firm)
            assert session in calls._kept
            async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
                tasks.create_task(_awaited(forgetting(firm.office, every=0.001)(stopping)))
                while session in calls._kept:  # noqa: ASYNC110 - nobody is told of what is forgotten
                    await asyncio.sleep(0.001)
                stopping.set()
            stopping.clear()
