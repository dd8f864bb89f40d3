"""The brief for a regulator on the command line: written to a file, once it is noted that it leaves."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Final

from bot.brief_file import brief_file
from bot.clock import now
from bot.hatch.orders import NoteExport
from bot.hatch.saying import is_noted
from bot.offices import office_over
from bot.records import write_private_bytes
from bot.refused import at_the_command_line
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.service import BriefService
from dialogs.service.briefs import Written
from dialogs.texts import Language

_REFUSED: Final = 1


def export_brief(settings: Settings, session: SessionId, to: Path, language: Language | None) -> int:
    """Write the brief of the complaint that a call belongs to, readable by its owner only; 1 when refused."""
    say = partial(Words(settings.zone).say, now=now())
    spoken = language or settings.language
    written = asyncio.run(_written(settings, session))
    if isinstance(written, Refusal):
        print(say(at_the_command_line(written), spoken), file=sys.stderr)
        return _REFUSED
    for each in written.sessions:
        if not is_noted(settings, NoteExport(session=each)):
            return _REFUSED
    write_private_bytes(to, brief_file(written.brief, to.suffix, spoken, say))
    print(f"{written.brief.number} → {to}")
    return 0


async def _written(settings: Settings, session: SessionId) -> Written | Refusal:
    async with read_log(settings) as storage:
        office = await office_over(settings, storage)
        return await BriefService(office).written(CONSOLE, session)
