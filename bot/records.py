"""The log on the command line: lists, one call, exports. Reads beside a running bot and writes nothing."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.assemble import LIBRARY
from bot.clock import now
from bot.exports import Say, session_as_markdown, sessions_as_csv
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.events import SessionRead
from dialogs.evolve import fold
from dialogs.ids import PersonId, SessionId, access_stream, review_stream, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import Kept, SessionFilter, SessionLine
from dialogs.refusals import Reason, Refusal
from dialogs.reviews import fold_review
from dialogs.service import SessionRecord
from dialogs.texts import Phrase
from dialogs.timeline import trace
from playbooks.catalog import Catalog
from storage.opening import Storage

_NOT_FOUND = 1


@dataclass(frozen=True, slots=True)
class _Archive:
    """The log, open for reading, and what turns it into words."""

    settings: Settings
    storage: Storage
    catalog: Catalog
    say: Say

    async def record(self, session: SessionId) -> SessionRecord | Refusal | None:
        store = self.storage.events
        events = await store.load(session_stream(session))
        if not events:
            return None
        state = fold(events)
        if state.kept is Kept.STORED:
            return Refusal(Reason.STORAGE_ONLY)
        program = await self.catalog.at(state.playbook, state.revision)
        read = await store.load(access_stream(session))
        return SessionRecord(
            program,
            trace(program, events),
            fold_review(await store.load(review_stream(session))),
            tuple(event for event in read if isinstance(event, SessionRead)),
        )

    async def names(self, record: SessionRecord) -> Mapping[PersonId, str]:
        people = {record.timeline.state.agent, *(each.by for each in (*record.review.said, *record.readers))}
        found = [await self.storage.directory.actor(person) for person in people]
        return {person.person: person.name for person in found if person is not None}


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[_Archive]:
    async with read_log(settings) as storage:
        catalog = await Catalog.open(LIBRARY, storage.revisions)
        words = Words(settings.zone)
        yield _Archive(settings, storage, catalog, partial(words.say, now=now()))


def list_sessions(settings: Settings, narrowed: SessionFilter) -> int:
    """Print a line for each call; 0."""

    async def show() -> int:
        async with _open(settings) as archive:
            lines = await archive.storage.views.sessions(CONSOLE, narrowed)
            for line in lines:
                print(_listed(archive, line))
            if not lines:
                print(archive.say(Phrase("list.empty"), settings.language))
            return 0

    return asyncio.run(show())


def show_session(settings: Settings, session: SessionId) -> int:
    """Print one call as Markdown; 1 when there is no such call, or it is shown to nobody."""
    return asyncio.run(_written(settings, session, None))


def export_session(settings: Settings, session: SessionId, to: Path) -> int:
    """Write one call as Markdown to ``to``, readable by its owner only; 1 when there is none to show."""
    return asyncio.run(_written(settings, session, to))


def export_sessions(settings: Settings, narrowed: SessionFilter, to: Path) -> int:
    """Write a list of calls as CSV to ``to`` (UTF-8 with a mark, so that spreadsheets read Chinese); 0."""

    async def export() -> int:
        async with _open(settings) as archive:
            lines = await archive.storage.views.sessions(CONSOLE, narrowed)
            _write(to, "\ufeff" + sessions_as_csv(lines))
            print(f"{len(lines)} → {to}")
            return 0

    return asyncio.run(export())


async def _written(settings: Settings, session: SessionId, to: Path | None) -> int:
    async with _open(settings) as archive:
        record = await archive.record(session)
        if record is None:
            print(f"there is no call {session}: `hejie session list` shows them", file=sys.stderr)
            return _NOT_FOUND
        if isinstance(record, Refusal):
            print(archive.say(record.phrase, settings.language), file=sys.stderr)
            return _NOT_FOUND
        names = await archive.names(record)
        text = session_as_markdown(record, names, archive.say, settings.zone, settings.language)
        if to is None:
            print(text, end="")
        else:
            _write(to, text)
            print(f"{session} → {to}")
        return 0


def _write(to: Path, text: str) -> None:
    """Write a file that holds people's words: for the user who asked for it, and nobody else."""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _listed(archive: _Archive, line: SessionLine) -> str:
    settings = archive.settings
    opened = f"{line.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    state = Phrase(f"outcome.{line.outcome}") if line.outcome else Phrase(f"status.{line.status}")
    return (
        f"{line.session}  {opened}  {line.alias}  {line.agent_name}  {archive.say(state, settings.language)}"
    )
