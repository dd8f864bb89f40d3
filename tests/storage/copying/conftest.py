"""A log in which a firm has lived, and places that it can be copied to."""

from pathlib import Path

import pytest

from tests.storage.copying.logs import Place, file, lived
from tests.storage.postgres.server import Server


@pytest.fixture
async def source(tmp_path: Path) -> Place:
    """A log in a file."""
    made = file(tmp_path)
    await lived(made)
    return made


@pytest.fixture
def served(postgres: Server, tmp_path: Path) -> Place:
    """An empty database, without any table."""
    return Place(postgres.fresh("hejie_copied"), tmp_path / "second")


@pytest.fixture
def other(tmp_path: Path) -> Place:
    """A file that is not there yet, in a folder of its own."""
    return Place(f"sqlite:///{tmp_path}/new/hejie.db", tmp_path / "second")
