"""The firm that the services are tried on."""

from collections.abc import AsyncIterator

import pytest

from tests.firm import Firm, open_firm


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened
