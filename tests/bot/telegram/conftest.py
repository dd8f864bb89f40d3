from collections.abc import AsyncIterator

import pytest

from tests.bot.telegram.driving import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as started:
        yield started
