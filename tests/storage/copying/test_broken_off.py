"""A copy that is broken off at any moment goes on where it stopped, and is never taken for the log before."""

from itertools import pairwise
from pathlib import Path

import pytest

from dialogs.ports import StorageUnavailableError
from storage.errors import CannotOpenStorageError
from storage.postgres import connection
from storage.sql import moving, sides
from storage.sql.connection import Connection
from storage.sql.copying import Ears
from tests.storage.copying.breaking import STRETCH, Breaking, BrokenOffError, killed
from tests.storage.copying.logs import OTHERS, Place, copied
from tests.storage.places import KEYRING
from tests.storage.postgres.beside import run

KILLS = (1, 4, 2, 25)
"""Steps of a copy after which it is killed; the last is on its way when all is copied."""
HALF = "a log was being copied into it, and not all of it is there: run the same `hejie copy` again"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys of the log, in a file."""
    path = tmp_path / "keys"
    path.write_text(KEYRING.text(), encoding="ascii")
    return path


def broken(store: Connection, *more: str) -> None:
    raise BrokenOffError


async def is_opened(place: Place) -> bool:
    """Tell whether a bot starts there."""
    try:
        async with place.opened():
            return True
    except CannotOpenStorageError:
        return False


@pytest.mark.parametrize("to", ["served", "other"])
async def test_copy_broken_off_at_every_step_comes_to_the_same(
    source: Place, to: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    target: Place = request.getfixturevalue(to)
    before = source.everything()
    monkeypatch.setattr(sides, "STRETCH", STRETCH)
    rows = sum(len(each) for name, each in before.items() if name != "meta")
    broken = 0

    for _ in range(rows):
        try:
            assert await copied(source, target, Ears(copying=Breaking(1).hear)) is not None
            break
        except BrokenOffError:
            broken += 1

    assert broken >= rows // STRETCH
    assert target.everything() == before


@pytest.mark.kill
@pytest.mark.parametrize("to", ["served", "other"])
async def test_copy_killed_at_many_moments_comes_to_the_same(
    source: Place, to: str, keys: Path, request: pytest.FixtureRequest
) -> None:
    target: Place = request.getfixturevalue(to)
    before = source.everything()

    told = [killed(source, target, keys, steps) for steps in KILLS]

    rows = [[int(line.split()[1]) for line in lines if line.startswith("copied")] for lines in told]
    assert [len(lines) for lines in rows[:-1]] == [pytest.approx(steps, abs=1) for steps in KILLS[:-1]]
    assert all(later[0] > earlier[-1] for earlier, later in pairwise(rows[:-1])), "each goes on"
    assert told[-1][-1].startswith("compared"), "all was copied, and nothing said so yet"
    assert await copied(source, target) is not None
    assert target.everything() == before


@pytest.mark.parametrize("cut", ["source", "target"])
async def test_server_that_goes_away_is_named_and_the_copy_goes_on_when_it_is_back(
    source: Place, served: Place, other: Place, cut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, then = (source, served) if cut == "target" else (served, other)
    if first is served:
        await copied(source, served)
    before = first.everything()
    monkeypatch.setattr(sides, "STRETCH", STRETCH)
    monkeypatch.setattr(connection, "STRETCH", STRETCH)

    with pytest.raises(StorageUnavailableError, match=r"hejie_copied cannot be reached: see that its server"):
        await copied(first, then, Ears(copying=lambda _done, _of: run(served.url, OTHERS)))

    assert await copied(first, then) is not None
    assert then.everything() == before


@pytest.mark.parametrize("to", ["served", "other"])
async def test_half_a_copy_is_opened_by_nobody_and_the_source_stays_the_log(
    source: Place, to: str, request: pytest.FixtureRequest
) -> None:
    target: Place = request.getfixturevalue(to)
    with pytest.raises(BrokenOffError):
        await copied(source, target, Breaking(4).ears())

    for opening in (target.opened, target.read):
        with pytest.raises(CannotOpenStorageError, match=HALF):
            async with opening():
                pass
    assert await is_opened(source)


@pytest.mark.parametrize("step", ["hand_over", "become_whole"])
@pytest.mark.parametrize("to", ["served", "other"])
async def test_at_no_moment_two_stores_are_the_log(
    source: Place, to: str, step: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    target: Place = request.getfixturevalue(to)
    before = source.everything()

    with monkeypatch.context() as patched:
        patched.setattr(moving, step, broken)
        with pytest.raises(BrokenOffError):
            await copied(source, target)

    assert not await is_opened(target)
    if step == "become_whole":
        assert not await is_opened(source)
        assert await copied(source, target) is not None
        assert not await is_opened(source)
        assert await is_opened(target)
        assert target.everything() == before


async def test_copy_that_is_whole_is_not_made_again(source: Place, served: Place) -> None:
    assert await copied(source, served) is not None
    before = served.everything()

    assert await copied(source, served) is None

    assert served.everything() == before
