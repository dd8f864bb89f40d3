"""A file of a log is spoilt: the start is refused with a sentence, or serves all that there was."""

from pathlib import Path

from storage.manner import Manner
from storage.opening import open_storage
from tests.damage.files import left_by_a_kill, spoil_all
from tests.damage.flips import NAME
from tests.damage.starting import End, started
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import select

SEED = 20261128
ALWAYS_REFUSED = {
    *(f"{NAME} {how}" for how in ("cut", "overwritten", "gone")),
    *(f"{NAME}-keys {how}" for how in ("cut", "overwritten", "gone")),
    *(f"{NAME}-head {how}" for how in ("overwritten", "gone")),
    *(f"checkpoints {how}" for how in ("cut", "overwritten", "gone")),
    *(f"{NAME}-wal {how}" for how in ("cut", "overwritten", "gone")),
}
"""What loses something. A flip may hit a bit that says nothing, and a cut the blank end of a mark."""


async def adopting(path: Path) -> None:
    """Broken: takes whatever it finds for the log."""
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock, manner=Manner(adopt=True)):
        pass


def test_start_on_spoilt_files_is_refused_or_serves_all_there_was(tmp_path: Path) -> None:
    found = spoil_all(tmp_path, SEED, 1)

    assert found.broken == [], str(found)
    assert set(found.refused) >= ALWAYS_REFUSED
    assert found.starts > found.refused.total()


def test_start_that_takes_whatever_it_finds_is_caught(tmp_path: Path) -> None:
    found = spoil_all(tmp_path, SEED, 1, adopting, ["gone"])

    assert f"{NAME}-wal gone: served, and is not whole" in found.broken
    assert f"{NAME} gone: served, and is not whole" in found.broken


def test_journal_that_a_kill_left_is_taken_in_and_one_that_is_gone_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / NAME
    files = left_by_a_kill(tmp_path)
    files.restore()
    assert started(path).end is End.SILENT
    assert select(path, "SELECT type FROM events WHERE stream_key = 'LAST'") == [("SessionOpened",)]

    files.restore()
    path.with_name(f"{NAME}-wal").unlink()
    refused = started(path)

    assert refused.end is End.REFUSED
    assert "older copy" in refused.words or "there is no log in it" in refused.words
