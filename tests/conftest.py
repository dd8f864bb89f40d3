"""What tests of several packages need and only some of them start."""

import os
from collections.abc import Iterator

import pytest

from tests.storage.postgres.server import CLERK, Server, server

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
    return postgres.address(DATABASE, CLERK)
