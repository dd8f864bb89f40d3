"""Invented calls in a log on disk, opened as the settings say."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from time import time_ns

from bot.offices import office_over
from bot.settings import Settings, read_settings
from bot.storing import open_log, read_log
from dialogs.commands import NoteWords
from dialogs.events import WordsNoted
from dialogs.ids import SessionId, TeamId, session_stream
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import Done
from dialogs.texts import Language
from tests.firm import AGENT, NINE, Firm

WORDS = "这是编造的话"


def settings_of(environment: Mapping[str, str]) -> Settings:
    return read_settings(environment, None)


@asynccontextmanager
async def firm_on(settings: Settings) -> AsyncIterator[Firm]:
    """A firm with one agent, on the log that the settings name."""
    hands = [NINE]
    async with open_log(settings) as storage:
        office = await office_over(settings, storage)
        firm = Firm(
            storage,
            replace(office, clock=lambda: hands[0]),
            lambda: hands[0],
            hands,
            count(time_ns()),  # so that nothing of an earlier opening counts as done
        )
        await firm.people.admit(AGENT, "甲", Role.STAFF, TeamId("一组"), Language.ZH, firm.cause())
        yield firm


async def note(firm: Firm, session: SessionId, words: str = WORDS) -> None:
    actor = await firm.actor(AGENT)
    done = await firm.does(NoteWords(actor=actor, session=session, words=Sealed(words), said_at=firm.clock()))
    assert isinstance(done, Done)


def walk(environment: Mapping[str, str], calls: int = 3) -> Sequence[SessionId]:
    """Open calls and note words in each; return their ids."""

    async def walked() -> list[SessionId]:
        async with firm_on(settings_of(environment)) as firm:
            sessions = [(await firm.opened()).state.session for _ in range(calls)]
            for session in sessions:
                await note(firm, session)
            return sessions

    return asyncio.run(walked())


def said(environment: Mapping[str, str], session: SessionId) -> Sequence[str | None]:
    """Return the words of a call as the log has them, read beside whoever writes; none for erased ones."""

    async def read() -> list[str | None]:
        async with read_log(settings_of(environment)) as storage:
            events = await storage.events.load(session_stream(session))
            noted = [event.words for event in events if isinstance(event, WordsNoted)]
            return [None if words.is_erased else words.reveal() for words in noted]

    return asyncio.run(read())
