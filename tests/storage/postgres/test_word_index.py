"""The index of words of a log that several bots share: made and taken away only by whoever has it alone."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.events import WordsNoted
from dialogs.ids import StepId
from dialogs.ports import StorageUnavailableError
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.opening import Storage, open_storage
from tests.storage.builders import LIN, NOON, admit, call, opened, write
from tests.storage.copying.logs import OTHERS
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import manner

ASKS = "asks for {} index of words, and there is {}: stop all bots on this log, then run `hejie log index`"


def at(url: str, folder: Path, *, index: bool, shared: bool) -> AbstractAsyncContextManager[Storage]:
    how = replace(manner(folder), index=index, shared=shared)
    return open_storage(url, clock=fixed_clock, manner=how)


def marked(url: str) -> list[tuple[object, ...]]:
    return select(url, "SELECT DISTINCT session FROM word_marks ORDER BY session")


async def note(storage: Storage, session: str) -> None:
    words = WordsNoted(
        at=NOON, by=LIN.person, place=Place.NOTE, words=Sealed("年费"), step=StepId("greet"), said_at=NOON
    )
    await write(storage, call(session), opened(session), words)


async def test_bots_that_share_a_log_leave_its_index_whatever_their_setting_says(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        at(url, tmp_path, index=False, shared=True) as one,
        at(url, tmp_path, index=True, shared=True) as two,
    ):
        assert ASKS.format("an", "none, or half of one") in caplog.text
        await admit(one)
        await note(one, "S1")
        await note(two, "S2")
        assert marked(url) == []

    async with at(url, tmp_path, index=True, shared=False):
        assert marked(url) == [("S1",), ("S2",)]

    async with at(url, tmp_path, index=False, shared=True) as three:
        assert ASKS.format("no", "one") in caplog.text
        await note(three, "S3")
        assert marked(url) == [("S1",), ("S2",), ("S3",)]

    async with at(url, tmp_path, index=False, shared=False):
        assert marked(url) == []


async def test_bot_that_was_cut_off_while_the_index_was_built_writes_nothing_without_it(
    url: str, tmp_path: Path
) -> None:
    async with at(url, tmp_path, index=False, shared=True) as bot:
        await admit(bot)
        await note(bot, "S1")
        run(url, OTHERS)
        await note(bot, "S2")  # the control: to be cut off is nothing by itself
        run(url, OTHERS)
        async with at(url, tmp_path, index=True, shared=False):
            pass

        with pytest.raises(StorageUnavailableError, match="built or deleted meanwhile: start this bot"):
            await note(bot, "S3")

    async with at(url, tmp_path, index=True, shared=True) as again:
        await note(again, "S3")
    assert marked(url) == [("S1",), ("S2",), ("S3",)]
