"""The log on the command line: lists, one call, exports. What is shown of a call is noted first."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.call_table import Names, calls_as_csv
from bot.clock import now
from bot.exports import session_as_markdown
from bot.hatch.orders import AnyOrder, NoteExport, NoteListExport, NoteReading
from bot.hatch.saying import is_noted
from bot.offices import office_over
from bot.refused import at_the_command_line
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.ids import PersonId, SessionId
from dialogs.people import CONSOLE
from dialogs.ports import AccessFilter, SessionFilter, SessionLine
from dialogs.refusals import Refusal
from dialogs.render.accesses import deed
from dialogs.render.deadlines import deadline_lines
from dialogs.service import Office, ReviewService, SessionRecord
from dialogs.texts import Phrase

_REFUSED = 1


def list_sessions(settings: Settings, narrowed: SessionFilter) -> int:
    """Print a line for each call; 0."""

    async def show() -> int:
        async with read_log(settings) as storage:
            lines = await storage.views.sessions(CONSOLE, narrowed)
        words = Words(settings.zone)
        for line in lines:
            print(_listed(settings, words, line))
        if not lines:
            print(words.say(Phrase("list.empty"), settings.language))
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

    async def listed() -> tuple[Sequence[SessionLine], Names]:
        async with read_log(settings) as storage:
            office = await office_over(settings, storage)
            lines = await storage.views.sessions(CONSOLE, narrowed)
            return lines, await _names_of(settings, office, lines)

    lines, names = asyncio.run(listed())
    if is_noted(settings, NoteListExport(calls=len(lines))):
        write_private(to, "\ufeff" + calls_as_csv(lines, names))
        print(f"{len(lines)} → {to}")
        return 0
    return _REFUSED


async def _names_of(settings: Settings, office: Office, lines: Sequence[SessionLine]) -> Names:
    """Return what the codes in a list of calls are called; a playbook that is retired has its slug alone."""
    offered = office.programs.offered()
    complaints = dict.fromkeys(line.complaint for line in lines)
    return Names(
        numbers={each: (await office.complaint(each)).number for each in complaints},
        products={name: words for each in offered for name, words in each.lists.get("products", {}).items()},
        playbooks={each.playbook: each.title for each in offered},
        say=partial(Words(settings.zone).say, language=settings.language, now=now()),
        zone=settings.zone,
    )


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
    if isinstance(text, Refusal):
        why = Words(settings.zone).say(at_the_command_line(text), settings.language)
        print(why, file=sys.stderr)
        return _REFUSED
    if not is_noted(settings, order):
        return _REFUSED
    show(text)
    return 0


async def _written(settings: Settings, session: SessionId) -> str | Refusal:
    async with read_log(settings) as storage:
        office = await office_over(settings, storage)
        record = await ReviewService(office).record(CONSOLE, session)
        if isinstance(record, Refusal):
            return record
        names = await _names(office, record)
    say = partial(Words(settings.zone).say, now=now())
    due = deadline_lines(office.deadlines, record.complaint)
    return session_as_markdown(record, names, say, settings.zone, settings.language, due)


async def _names(office: Office, record: SessionRecord) -> Mapping[PersonId, str]:
    people = {*record.timeline.owners, *(each.by for each in (*record.review.said, *record.readers))}
    people |= {record.review.rated_by} if record.review.rated_by is not None else set()
    found = [await office.directory.actor(person) for person in people]
    return {person.person: person.name for person in found if person is not None}


def write_private(to: Path, text: str) -> None:
    """Write a file that holds people's words: for the user who asked for it, and nobody else."""
    write_private_bytes(to, text.encode())


def write_private_bytes(to: Path, content: bytes) -> None:
    """Write such a file that is no text."""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)  # also of a file that was there
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _listed(settings: Settings, words: Words, line: SessionLine) -> str:
    opened = f"{line.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    state = Phrase(f"outcome.{line.outcome}") if line.outcome else Phrase(f"status.{line.status}")
    told = words.say(state, settings.language)
    return f"{line.session}  {opened}  {line.alias}  {line.agent_name}  {told}"
