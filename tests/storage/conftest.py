"""Every promise of a port is tested on every store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import Storage
from tests.storage.places import Place, file, memory, served


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "postgres":
        return served(request.getfixturevalue("url"), tmp_path)
    return memory() if request.param == "memory" else file(tmp_path)


@pytest.fixture
async def storage(place: Place) -> AsyncIterator[Storage]:
    async with place() as opened:
        yield opened
