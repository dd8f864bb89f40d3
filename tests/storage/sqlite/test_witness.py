"""What is written at the second place, and what a log is compared with."""

from pathlib import Path

import pytest

from dialogs.events import WordsNoted
from dialogs.ids import StepId
from dialogs.program import Place
from storage.errors import CannotOpenStorageError
from storage.opening import open_storage
from storage.ports import Verified
from storage.second_place import Erasure, SecondPlace
from tests.storage.builders import LIN, NOON, admit, call, chosen, opened, write
from tests.storage.examples import WORDS
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import Opened, change, opened_at, select


def unwatched(done: int, total: int) -> None:
    assert done <= total


async def verified(store: Opened, *, rows: bool = True) -> Verified:
    assert store.storage.witness is not None
    return await store.storage.witness.verify(unwatched, rows=rows)


async def a_call(store: Opened, name: str) -> None:
    noted = WordsNoted(
        at=NOON, by=LIN.person, place=Place.NOTE, words=WORDS, step=StepId("greet"), said_at=NOON
    )
    await write(store.storage, call(name), opened(name), chosen("a"), noted)


async def test_log_is_sound_with_and_without_checkpoints(tmp_path: Path) -> None:
    async with opened_at(tmp_path / "hejie.db") as store:
        await admit(store.storage)
        await a_call(store, "S1")
        first = await verified(store)
        assert store.storage.witness is not None
        signed = [await store.storage.witness.checkpoint() for _ in range(2)]
        await a_call(store, "S2")
        signed.append(await store.storage.witness.checkpoint())
        last = await verified(store)

    assert signed == [True, False, True]  # nothing was written between the first two
    assert (first.flaws, first.checkpoints, first.events) == ((), 0, 9)
    assert (last.flaws, last.checkpoints, last.events) == ((), 2, 12)


async def test_changed_event_stops_the_start_and_names_itself(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    async with opened_at(path) as store:
        await a_call(store, "S1")
        await a_call(store, "S2")
    change(path, "DROP TRIGGER events_are_never_changed")
    change(path, "UPDATE events SET by = 99 WHERE stream_key = 'S2' AND version = 2")

    async with opened_at(path) as store:  # opened without the look that open_storage takes
        assert [str(each) for each in (await verified(store)).flaws] == ["session/S2 version 2 was changed"]

    with pytest.raises(CannotOpenStorageError, match="session/S2 version 2 was changed"):
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock):
            pass


async def test_rows_that_were_changed_are_drawn_again_before_anybody_is_served(tmp_path: Path) -> None:

    path = tmp_path / "hejie.db"
    async with opened_at(path) as store:
        await admit(store.storage)
    change(path, "UPDATE people SET role = 'admin' WHERE person = 11")

    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
        actor = await storage.directory.actor(LIN.person)

    assert actor == LIN
    assert select(path, "SELECT role FROM people WHERE person = 11") == [("staff",)]


def test_second_place_keeps_what_it_was_told_though_the_last_line_is_torn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = SecondPlace(tmp_path / "second", "log")
    place.make()
    first, second = (Erasure(log="log", session=each, at="2026-03-02") for each in ("S1", "S2"))
    place.add_erasure(first)
    file = tmp_path / "second" / "log.erasures"
    file.write_bytes(file.read_bytes() + b'{"log":"log","sess')

    place.add_erasure(second)

    assert list(place.erasures()) == [first, second]
    assert f"lines that cannot be read: 1 in {file}" in caplog.text
    assert file.stat().st_mode & 0o777 == 0o600


def test_second_place_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotOpenStorageError, match="name another folder in HEJIE_SECOND_PLACE"):
        SecondPlace(tmp_path / "file" / "second", "log").make()
