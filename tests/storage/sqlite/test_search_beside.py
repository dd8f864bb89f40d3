"""A search holds up nobody: it has a connection of its own, and looks in pages."""

import asyncio
import threading
from pathlib import Path

import pytest

from dialogs.events import WordsNoted
from dialogs.ids import SessionId, StepId
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.opening import SHANGHAI
from storage.sql.searching import PAGE, SqlSearch
from storage.sql.views import SqlViews
from storage.sqlite.line import Line
from tests.storage.builders import ADMIN, LIN, NOON, admit, after, call, opened, write
from tests.storage.sqlite.files import Opened, opened_at


@pytest.mark.parametrize(("on_its_own", "answered"), [(True, True), (False, False)])
async def test_list_is_answered_while_a_search_is_under_way(
    tmp_path: Path, *, on_its_own: bool, answered: bool
) -> None:
    """The control searches on the connection that reads for taps: there, the list has to wait."""
    async with opened_at(tmp_path / "hejie.db") as store:
        await admit(store.storage)
        await write(store.storage, call(), opened())
        lines = store.lines
        line = lines.looker if on_its_own else lines.reader
        views = SqlViews(lines.reader, SHANGHAI, SqlSearch(line, lines.keyring))
        goes_on = threading.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.run(lambda _: goes_on.wait()))
            search = tasks.create_task(views.search(ADMIN, "年费", 9))
            listed = tasks.create_task(views.session(ADMIN, SessionId("S1")))
            done, _ = await asyncio.wait([listed], timeout=0.5)
            assert (listed in done) is answered
            assert not search.done()
            goes_on.set()


async def test_search_gives_way_after_every_page(tmp_path: Path) -> None:
    async with opened_at(tmp_path / "hejie.db") as store:
        await three_pages(store)
        looks = Counting(store.lines.looker)
        views = SqlViews(store.lines.reader, SHANGHAI, SqlSearch(looks, store.lines.keyring))  # type: ignore[arg-type]

        assert len(await views.search(ADMIN, "年费", 100)) == 1

    assert looks.count == 1 + 2 * 3  # the index is asked, then each page is named and read


class Counting:
    """A line that counts how often something is asked of it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.count = 0

    async def run(self, work: object) -> object:
        self.count += 1
        return await self._line.run(work)  # type: ignore[arg-type]


async def three_pages(store: Opened) -> None:
    await admit(store.storage)
    for number in range(2 * PAGE + 1):
        name = f"S{number:03}"
        words = Sealed("年费" if number == PAGE else "别的")
        noted = WordsNoted(
            at=NOON, by=LIN.person, place=Place.NOTE, words=words, step=StepId("greet"), said_at=NOON
        )
        await write(store.storage, call(name), opened(name, at=after(number)), noted)
