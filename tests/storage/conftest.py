"""Every promise of a port is tested on every store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import Storage
from tests.storage.places import Place, file, memory


@pytest.fixture(params=["memory", "sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return memory() if request.param == "memory" else file(tmp_path)


@pytest.fixture
async def storage(place: Place) -> AsyncIterator[Storage]:
    async with place() as opened:
        yield opened
