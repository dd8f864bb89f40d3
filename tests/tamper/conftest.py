from pathlib import Path

import pytest

from tests.tamper.hands import Log, a_log


@pytest.fixture
async def log(tmp_path: Path) -> Log:
    return await a_log(tmp_path / "hejie.db")
