from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kill.bodies import Nursery, nursery
from tests.kill.city import City, city
from tests.kill.town import Town, town
from tests.replicas.balancer import Balancer, balancing


@pytest.fixture
async def children(tmp_path: Path) -> AsyncIterator[Nursery]:
    async with nursery(tmp_path / "children.log") as opened:
        yield opened


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path / "chats.db") as opened:
        yield opened


@pytest.fixture
async def downtown() -> AsyncIterator[City]:
    async with city() as opened:
        yield opened


@pytest.fixture
async def balancer() -> AsyncIterator[Balancer]:
    async with balancing() as opened:
        yield opened
