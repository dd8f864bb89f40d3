"""What tests of several packages need and only some of them start."""

import gc
import os
from collections.abc import Iterator

import pytest

from bot.garbage import COLLECT_AFTER
from tests.storage.postgres.server import CLERK, Server, server

DATABASE = f"hejie_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def pytest_configure() -> None:
    """Collect garbage seldom, as a running bot does: Python's own habit costs a twentieth of the suite."""
    gc.set_threshold(*COLLECT_AFTER)


def pytest_collection_finish() -> None:
    """Leave the thousands of tests that were found out of every collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def refrozen() -> Iterator[None]:
    """Leave all that is there out of collections again, after a test of what lets it in at its end.

    Else every later one walks through thousands of tests. What the test itself left is collected before.
    """
    yield
    gc.collect(1)
    gc.freeze()


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
