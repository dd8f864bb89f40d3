"""The folder of playbooks while the bot runs: a change serves or waits; nothing bad stops anything."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.press import Rehearsing
from bot.watching import Watcher
from bot.words import Words
from dialogs.events import Event
from dialogs.ids import StreamId
from dialogs.ports import EventStore, StorageUnavailableError
from dialogs.program import Program
from playbooks.rehearsal import Rehearsed
from playbooks.workshop import Played
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.pressing import ZONE, PressRoom, open_press


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path) as opened:
        yield opened


def watcher(room: PressRoom) -> Watcher:
    return Watcher(press=room.press, catalog=room.catalog, every=0.001)


def rewrite(room: PressRoom, words: str) -> None:
    """Write the library with other words, and so with other sizes: the clock of a disk may be coarse."""
    write_library(room.library, small_call({"慢一点": words}))


async def test_first_look_at_a_library_that_nobody_changed_writes_nothing(room: PressRoom) -> None:
    await watcher(room).look()

    assert await room.events() == []


async def test_file_that_changes_serves_new_calls_without_a_restart(room: PressRoom) -> None:
    looking = watcher(room)
    await looking.look()
    rewrite(room, "轻轻地慢一点说")

    await looking.look()
    await looking.look()

    assert await room.says(room.serving) == "轻轻地慢一点说"
    assert await room.events() == ["PlaybookListed", "PlaybookImported", "PlaybookImported"]


async def test_file_that_changed_while_the_bot_was_away_waits_under_what_was_published(
    room: PressRoom,
) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    rewrite(room, "轻轻地慢一点说")
    await room.catalog.load()

    await watcher(room).look()

    assert room.serving == draft
    assert [each.origin for each in (await room.press.shelf.history(SMALL_CALL)).drafts] == ["disk"]


async def test_file_that_the_chat_went_beyond_is_left_alone(room: PressRoom) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    before = await room.events()

    await watcher(room).look()

    assert (room.serving, await room.events()) == (draft, before)


async def test_bad_file_is_told_of_and_the_good_one_after_it_serves(room: PressRoom) -> None:
    looking, before = watcher(room), room.serving
    await looking.look()
    write_library(room.library, {"small-call/playbook.yaml": b"format: [1\n"})

    await looking.look()
    assert (room.serving, len(room.catalog.troubles())) == (before, 1)

    rewrite(room, "轻轻地慢一点说")
    await looking.look()
    assert await room.says(room.serving) == "轻轻地慢一点说"


@dataclass
class Away:
    """A log that cannot be read for a while."""

    store: EventStore
    is_away: bool = True

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        if self.is_away:
            raise StorageUnavailableError("away")
        return await self.store.load(stream, after)


async def test_change_seen_while_the_storage_is_away_is_taken_once_it_is_back(room: PressRoom) -> None:
    away = Away(room.office.store, is_away=False)
    office = replace(room.office, store=away)  # type: ignore[arg-type]
    press = replace(room.press, shelf=replace(room.press.shelf, office=office))
    looking = Watcher(press=press, catalog=room.catalog)
    await looking.look()
    away.is_away = True
    rewrite(room, "轻轻地慢一点说")

    await looking.look()
    assert await room.events() == []
    away.is_away = False
    await looking.look()

    assert await room.events() == ["PlaybookListed", "PlaybookImported", "PlaybookImported"]


async def test_playbook_that_nothing_can_be_done_with_stops_neither_the_others_nor_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(program: Program) -> Played:
        raise OverflowError(program.playbook)

    async with open_press(tmp_path, rehearse=raises) as room:
        looking, asked = watcher(room), room.press.publish_due
        await looking.look()
        rewrite(room, "轻轻地慢一点说")

        await looking.look()

        assert "small-call is left as it was: OverflowError" in caplog.text
        assert await asked() == 0
        assert await room.events() == []


@pytest.mark.parametrize(
    "script",
    [
        b"format: 1\nrehearsal: long\nwalk: [{wait: 99999999999999}]\n",
        b'format: 1\nrehearsal: early\nbegins: "0001-01-01 00:00"\nwalk: [{tap: heard}]\n',
        b"format: 1\nrehearsal: late\nwalk: [{wait: 86400}]\n",
        b"\x00\xff",
    ],
)
async def test_rehearsal_that_cannot_be_played_counts_as_failing_and_raises_nothing(
    script: bytes, room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, folder = room.catalog.written()[0], room.library / SMALL_CALL / "rehearsals"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(script)
    rehearsing = Rehearsing(room.library, Words(ZONE))

    assert rehearsing(program) == Played(1, 0 if b"86400" in script else 1)

    monkeypatch.setattr("bot.press.rehearse", _overflows)
    assert rehearsing(program) == Played(1, 1)


def _overflows(*_: object) -> Rehearsed:
    raise OverflowError


async def test_watching_ends_when_it_is_told_to(room: PressRoom) -> None:
    stopping = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watcher(room).serve(stopping))
        stopping.set()
        await watching

    assert watching.done()
