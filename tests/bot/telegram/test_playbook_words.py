"""Why a draft is published is asked for until it was taken: it never ends as a note in a call."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.telegram.handlers.attention import Attention, Awaited, Focus
from bot.telegram.handlers.playbook_words import PlaybookWords
from bot.telegram.handlers.playbooks import Playbooks
from bot.telegram.handlers.trying import Trying
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Words
from dialogs.ids import Cause
from dialogs.ports import EventStore, StorageUnavailableError
from dialogs.render.playbooks import At, Deed
from tests.playbooks.samples import SMALL_CALL
from tests.pressing import HE, PressRoom, open_press


@dataclass
class Full:
    """A log to which nothing can be written for a while."""

    store: EventStore
    is_full: bool = True

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def append(self, writes: object, cause: Cause) -> object:
        if self.is_full:
            raise StorageUnavailableError("full")
        return await self.store.append(writes, cause)  # type: ignore[arg-type]


@dataclass
class Chat:
    """A trainer's chat that was asked why a draft is published."""

    room: PressRoom
    full: Full
    words: PlaybookWords
    focus: Focus

    async def says(self, text: str, cause: str = "tg:1:text:3:2") -> None:
        said = Words(
            cause=Cause(cause),
            person=HE,
            chat=3,
            message=2,
            name="何老师",
            language_code="zh",
            at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
            text=text,
        )
        await self.words.write(await self.room.actor(), said, self.focus)

    async def awaits(self) -> Focus | None:
        return await self.words.wiring.attention.focus(3)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_press(tmp_path) as room:
        draft = await room.rewords()
        full = Full(room.office.store)
        office = replace(room.office, store=full)  # type: ignore[arg-type]
        press = replace(room.press, shelf=replace(room.press.shelf, office=office))
        attention = Attention(room.storage.shown)
        wiring = cast("Wiring", SimpleNamespace(office=office, press=press, attention=attention))
        focus = Focus(Awaited.COMMENT, about=At.of(SMALL_CALL, draft).value(Deed.PUBLISH))
        await attention.turn_to(3, focus)
        yield Chat(room, full, PlaybookWords(wiring, Playbooks(wiring, Trying(wiring))), focus)


async def test_comment_that_comes_again_after_the_storage_was_away_is_a_comment_still(chat: Chat) -> None:
    with pytest.raises(StorageUnavailableError):
        await chat.says("客户听着太急")
    assert await chat.awaits() == chat.focus

    chat.full.is_full = False
    await chat.says("客户听着太急")

    release = (await chat.room.press.shelf.history(SMALL_CALL)).release
    assert release is not None
    assert (release.comment, await chat.awaits()) == ("客户听着太急", None)


async def test_comment_that_is_too_long_is_asked_for_again(chat: Chat) -> None:
    chat.full.is_full = False

    await chat.says("长" * 301)

    assert await chat.awaits() == chat.focus
