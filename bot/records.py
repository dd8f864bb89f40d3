"""The log on the command line: lists, one call, exports. What is shown of a call is noted first."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.assemble import LIBRARY
from bot.clock import now
from bot.deadlines_file import read_deadlines
from bot.exports import Say, session_as_markdown, sessions_as_csv
from bot.hatch.asking import carry_out
from bot.hatch.orders import AnyOrder, NoteExport, NoteListExport, NoteReading
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.complaints import fold_complaint
from dialogs.events import SessionRead
from dialogs.evolve import fold
from dialogs.ids import (
    PersonId,
    SessionId,
    access_stream,
    complaint_stream,
    review_stream,
    session_stream,
)
from dialogs.people import CONSOLE
from dialogs.ports import AccessFilter, Kept, SessionFilter, SessionLine
from dialogs.refusals import Reason, Refusal
from dialogs.render.accesses import deed
from dialogs.render.deadlines import deadline_lines
from dialogs.reviews import fold_review
from dialogs.service import SessionRecord
from dialogs.texts import Phrase
from dialogs.timeline import trace
from playbooks.catalog import Catalog
from storage.opening import Storage

_REFUSED = 1


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
        of_complaint = await store.load(complaint_stream(state.complaint))
        return SessionRecord(
            program,
            trace(program, events),
            fold_review(await store.load(review_stream(session))),
            tuple(event for event in read if isinstance(event, SessionRead)),
            fold_complaint(of_complaint, read_deadlines(self.settings.deadlines)),
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
    """Print one call as Markdown, once it is noted that it was opened; 1 when there is no such call."""
    return _shown(settings, session, NoteReading(session=session), lambda text: print(text, end=""))


def export_session(settings: Settings, session: SessionId, to: Path) -> int:
    """Write one call as Markdown to ``to``, readable by its owner only; 1 when there is no such call."""

    def export(text: str) -> None:
        write_private(to, text)
        print(f"{session} → {to}")

    return _shown(settings, session, NoteExport(session=session), export)


def export_sessions(settings: Settings, narrowed: SessionFilter, to: Path) -> int:
    """Write a list of calls as CSV to ``to`` (UTF-8 with a mark, so that spreadsheets read Chinese); 0."""

    async def listed() -> Sequence[SessionLine]:
        async with read_log(settings) as storage:
            return await storage.views.sessions(CONSOLE, narrowed)

    lines = asyncio.run(listed())
    if _is_noted(settings, NoteListExport(calls=len(lines))):
        write_private(to, "\ufeff" + sessions_as_csv(lines))
        print(f"{len(lines)} → {to}")
        return 0
    return _REFUSED


def list_accesses(settings: Settings, narrowed: AccessFilter) -> int:
    """Print who read, exported, erased what, a line each; 0."""

    async def show() -> int:
        async with read_log(settings) as storage:
            lines = await storage.views.accesses(CONSOLE, narrowed)
        say = partial(Words(settings.zone).say, language=settings.language)
        for line in lines:
            at = f"{line.at.astimezone(settings.zone):%Y-%m-%d %H:%M:%S}"
            print(f"{at}  {line.by}  {say(deed(line))}  {line.session or line.person or ''}".rstrip())
        if not lines:
            print(say(Phrase("access.empty")))
        return 0

    return asyncio.run(show())


def _shown(settings: Settings, session: SessionId, order: AnyOrder, show: Callable[[str], None]) -> int:
    text = asyncio.run(_written(settings, session))
    if text is None:
        print(f"there is no call {session}: `hejie session list` shows them", file=sys.stderr)
        return _REFUSED
    if isinstance(text, Refusal):
        print(Words(settings.zone).say(text.phrase, settings.language), file=sys.stderr)
        return _REFUSED
    if not _is_noted(settings, order):
        return _REFUSED
    show(text)
    return 0


def _is_noted(settings: Settings, order: AnyOrder) -> bool:
    """Note what is about to be shown; say why, when that is refused."""
    done = carry_out(settings, order)
    if done.code:
        print(done.text, file=sys.stderr)
    return not done.code


async def _written(settings: Settings, session: SessionId) -> str | Refusal | None:
    async with _open(settings) as archive:
        record = await archive.record(session)
        if record is None:
            return None
        if isinstance(record, Refusal):
            return record
        names = await archive.names(record)
        due = deadline_lines(read_deadlines(settings.deadlines), record.complaint)
        return session_as_markdown(record, names, archive.say, settings.zone, settings.language, due)


def write_private(to: Path, text: str) -> None:
    """Write a file that holds people's words: for the user who asked for it, and nobody else."""
    write_private_bytes(to, text.encode())


def write_private_bytes(to: Path, content: bytes) -> None:
    """Write such a file that is no text."""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)  # also of a file that was there
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _listed(archive: _Archive, line: SessionLine) -> str:
    settings = archive.settings
    opened = f"{line.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    state = Phrase(f"outcome.{line.outcome}") if line.outcome else Phrase(f"status.{line.status}")
    return (
        f"{line.session}  {opened}  {line.alias}  {line.agent_name}  {archive.say(state, settings.language)}"
    )
