"""A search in the chat leaves nothing of what was looked for, and holds nobody up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import pytest

from bot.telegram.deeds import Delete, Tell
from bot.telegram.handlers.finds import MOST_SECONDS, Finds
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Words
from bot.telegram.intake import TRY_SECONDS
from dialogs.actors import Actor
from dialogs.ids import Cause
from dialogs.ports import Found, Views
from dialogs.texts import Phrase
from tests.firm import NINE, SUPERVISOR, Firm, open_firm


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened


@dataclass(frozen=True)
class Endless:
    """Views in which a search never ends."""

    views: Views

    def __getattr__(self, name: str) -> object:
        return getattr(self.views, name)

    async def search(self, actor: Actor, term: str, limit: int) -> Sequence[Found]:
        del actor, term, limit
        await asyncio.Event().wait()
        return []


def finds(firm: Firm) -> Finds:
    office = replace(firm.office, views=Endless(firm.office.views))  # type: ignore[arg-type]
    wiring = Wiring(
        office=office,
        sessions=firm.sessions,
        reviews=firm.reviews,
        people=firm.people,
        shown=firm.storage.shown,
        bot_name="bot",
    )
    return Finds(wiring, seconds=0.01)


async def test_search_that_takes_too_long_ends_with_a_sentence_and_its_message_goes(firm: Firm) -> None:
    words = Words(
        cause=Cause("tg:1:text:3:7"),
        person=SUPERVISOR,
        chat=SUPERVISOR,
        message=7,
        name="",
        language_code="",
        at=NINE,
        text="/find 年费",
    )
    actor = await firm.actor(SUPERVISOR)

    assert await finds(firm).by_words(actor, words) == (
        Tell(SUPERVISOR, Phrase("find.too_slow"), actor.language),
        Delete(SUPERVISOR, 7),
    )


def test_search_ends_before_it_would_be_tried_anew() -> None:
    assert MOST_SECONDS < TRY_SECONDS
