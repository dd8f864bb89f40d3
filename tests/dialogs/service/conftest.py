"""The firm that the services are tried on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.firm import Firm, open_firm


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened


@pytest.fixture(params=["memory", "sqlite"])
async def firm_on_each_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Firm]:
    """The same, with its log in memory and in a file."""
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path}/hejie.db"
    async with open_firm(url) as opened:
        yield opened
