from collections.abc import AsyncIterator

import pytest

from tests.bot.playground.driving import Playground, running
from tests.browser.chromium import browser

__all__ = ["browser"]


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with running() as started:
        yield started
