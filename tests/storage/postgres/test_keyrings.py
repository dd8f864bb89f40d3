"""Bots on one log, of which one has a newer key: what that locked waits until the other has it, too."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogs.events import WordsNoted
from dialogs.ids import StepId
from dialogs.ports import CallLockedError, Write
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.errors import MissingKeyError
from storage.keyring import Keyring
from storage.keys_file import followed_keys, replace_keys, write_new
from storage.manner import Manner
from storage.opening import Storage, open_storage
from storage.sealing import DataKey
from tests.storage.builders import LIN, NOON, call, cause, opened, write
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import select

ROTATED = KEYRING.rotated(NOON.date())
SAID = WordsNoted(
    at=NOON, by=LIN.person, place=Place.FACT, words=Sealed("年费"), step=StepId("greet"), said_at=NOON
)


@dataclass(frozen=True, slots=True)
class Two:
    """A bot that has the newer key, and one that was started before."""

    ahead: Storage
    behind: Storage
    keys: Path
    """The file that the latter follows."""


@pytest.fixture
async def two(url: str, tmp_path: Path) -> AsyncIterator[Two]:
    keys = tmp_path / "keys"
    write_new(keys, KEYRING.text())

    async with AsyncExitStack() as stack:

        async def with_keys(keyring: Keyring) -> Storage:
            manner = Manner(keyring=keyring, second=tmp_path / "second", shared=True)
            return await stack.enter_async_context(open_storage(url, clock=fixed_clock, manner=manner))

        behind = await with_keys(followed_keys(keys))
        yield Two(await with_keys(ROTATED), behind, keys)


async def test_call_that_was_locked_by_a_key_we_lack_is_away_and_loses_nothing(
    two: Two, caplog: pytest.LogCaptureFixture
) -> None:
    await write(two.ahead, call(), opened(), SAID)

    for _ in range(2):
        with pytest.raises(CallLockedError, match=f"operating key {ROTATED.current} is in use"):
            await two.behind.events.load(call())
        with pytest.raises(CallLockedError):
            await two.behind.events.append([Write(call(), 2, (SAID,))], cause("lost"))

    assert [each.getMessage().count(ROTATED.current) for each in caplog.records] == [1]
    assert len(await two.ahead.events.load(call())) == 2


async def test_keys_are_read_anew_when_one_is_met_that_is_not_known_and_lock_from_then_on(
    two: Two, url: str
) -> None:
    await write(two.ahead, call(), opened(), SAID)
    replace_keys(two.keys, ROTATED)

    assert (await two.behind.events.load(call()))[-1] == SAID
    await write(two.behind, call("S2"), opened("S2"), SAID)

    used = select(url, "SELECT DISTINCT key_id FROM data_keys")
    assert used == [(ROTATED.current,)]


def test_key_that_the_file_has_no_more_still_opens_and_a_file_that_is_spoilt_adds_nothing(
    tmp_path: Path,
) -> None:
    path, other, key = tmp_path / "keys", Keyring.fresh(NOON.date()), DataKey.fresh()
    write_new(path, KEYRING.text())
    followed = followed_keys(path)
    path.write_text("nothing", encoding="ascii")
    with pytest.raises(MissingKeyError):
        followed.unwrap("S2", other.wrap("S2", key))

    path.write_text(other.text(), encoding="ascii")

    assert followed.unwrap("S2", other.wrap("S2", key)) == key
    assert followed.unwrap("S1", KEYRING.wrap("S1", key)) == key
    assert followed.current == other.current
