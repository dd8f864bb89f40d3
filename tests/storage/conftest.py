"""Every promise of a port is tested on every store."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.opening import Storage
from tests.storage.places import Place, file, memory, served
from tests.storage.postgres.server import Server, server

DATABASE = f"hejie_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server a worker, started for the first test that needs it."""
    with server() as started:
        started.migrated(DATABASE)
        yield started


@pytest.fixture
def url(postgres: Server) -> str:
    """An empty database with our schema."""
    postgres.wipe(DATABASE)
    return postgres.address(DATABASE, "hejie_clerk")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "postgres":
        return served(request.getfixturevalue("url"), tmp_path)
    return memory() if request.param == "memory" else file(tmp_path)


@pytest.fixture
async def storage(place: Place) -> AsyncIterator[Storage]:
    async with place() as opened:
        yield opened
