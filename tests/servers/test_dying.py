"""A server that is killed at any moment, with all its processes, loses nothing that was acknowledged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.postgres import opening
from storage.postgres.engine import READ_ONLY
from tests.servers.dying import HASTY, answering_early, early, killed
from tests.storage.postgres.server import Server, server

pytestmark = pytest.mark.kill
SEED = 7
OLDER = "an older copy: the last"


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    with server(given="", settings=HASTY) as own:
        yield own


async def test_nothing_acknowledged_is_lost_or_doubled_by_kills_of_a_whole_server(
    hasty: Server, tmp_path: Path
) -> None:
    figures = await killed(hasty, tmp_path, SEED, kills=4)

    assert figures.broken == []
    assert figures.kills == 4
    assert len(figures.told.acknowledged) > figures.kills
    assert figures.told.refused > 0


async def test_store_that_lets_the_server_answer_early_is_caught(hasty: Server, tmp_path: Path) -> None:
    figures = await killed(hasty, tmp_path, SEED, kills=10, opening=answering_early)

    assert figures.verdict.lost != ()


async def test_server_that_answered_early_all_the_same_is_written_by_nobody(
    hasty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "writing", early)

    figures = await killed(hasty, tmp_path, SEED, kills=10, stores=1)

    assert figures.verdict.lost != ()
    assert figures.verdict.wrong == ()
    assert any(OLDER in each for each in figures.told.other_words)
    assert all(OLDER in each or each == READ_ONLY for each in figures.told.other_words)
    assert [OLDER in each for each in figures.flaws] == [True]
