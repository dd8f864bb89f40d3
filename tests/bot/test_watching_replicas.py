"""Several bots watch one folder: each reads what changed, and whoever leads takes it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.watching import Watcher
from dialogs.service import Shelf
from playbooks.catalog import Catalog
from tests.bot.test_watching import Away, rewrite
from tests.playbooks.samples import SMALL_CALL, write_library
from tests.pressing import PressRoom, open_press

TAKEN = ["PlaybookListed", "PlaybookImported", "DraftMade"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    """A firm whose files wait, as they do wherever several bots run."""
    async with open_press(tmp_path, files_serve=False) as opened:
        await opened.press.begin()
        yield opened


class Replica(Watcher):
    """A watcher that leads, or reads, for one look at a time."""

    stopping: asyncio.Event

    async def leads(self) -> None:
        self.stopping = asyncio.Event()
        await self.take(self.stopping)

    async def reads(self) -> None:
        self.stopping = asyncio.Event()
        await self.read(self.stopping)

    async def look(self) -> None:
        await super().look()
        self.stopping.set()

    async def look_at_files(self) -> None:
        await super().look_at_files()
        self.stopping.set()


async def another(room: PressRoom) -> PressRoom:
    """Return another program on the same log and the same folder, which has just read the folder."""
    catalog = await Catalog.open(room.library, room.storage.revisions)
    office = replace(room.office, programs=catalog)
    shelf = Shelf(office, catalog, files_serve=False)
    return replace(room, office=office, catalog=catalog, press=replace(room.press, shelf=shelf))


def replica(room: PressRoom) -> Replica:
    return Replica(press=room.press, catalog=room.catalog, every=0.001)


async def test_draft_of_a_file_still_waits_after_another_program_began_to_lead(room: PressRoom) -> None:
    one, other = replica(room), replica(await another(room))
    await one.leads()
    rewrite(room, "轻轻地慢一点说")
    await one.leads()
    assert await room.events() == TAKEN

    await other.leads()

    assert await room.events() == TAKEN


async def test_what_one_saw_when_it_last_led_is_not_taken_over_what_another_took(room: PressRoom) -> None:
    other, away = replica(await another(room)), Away(room.office.store, is_away=False)
    office = replace(room.office, store=away)  # type: ignore[arg-type]
    press = replace(room.press, shelf=replace(room.press.shelf, office=office))
    one = Replica(press=press, catalog=room.catalog, every=0.001)
    await one.leads()
    away.is_away = True
    rewrite(room, "轻轻地慢一点说")
    await Watcher.look(one)  # seen, and not taken
    rewrite(room, "再轻轻地慢一点说")
    await other.leads()
    waits = (await room.press.shelf.history(SMALL_CALL)).drafts
    before = await room.events()
    away.is_away = False

    await one.leads()

    assert (await room.events(), (await room.press.shelf.history(SMALL_CALL)).drafts) == (before, waits)
    assert before == TAKEN


async def test_who_does_not_lead_reads_files_that_changed_and_takes_none(room: PressRoom) -> None:
    other = await another(room)
    write_library(room.library, {"other-call/playbook.yaml": b"format: [1\n"})
    rewrite(room, "轻轻地慢一点说")

    await replica(other).reads()

    assert [each.file for each in other.catalog.troubles()] == ["other-call/playbook.yaml"]
    assert await other.says(other.catalog.written()[0].revision) == "轻轻地慢一点说"
    assert await room.events() == TAKEN[:2]
