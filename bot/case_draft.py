"""A closed call as a case to be written: the program says how it went, a person finds the words."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Final

from bot.case_words import both_of, drafted, new_name
from bot.clock import now
from bot.hatch.orders import NoteReading
from bot.hatch.saying import is_noted
from bot.offices import office_over
from bot.refused import at_the_command_line
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.casedraft import CaseOutline
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.service import CaseWork
from dialogs.texts import Phrase, Value
from playbooks.case_scaffold import case_text
from playbooks.casedesk import read_handed_in

_REFUSED: Final = 1


def draft(settings: Settings, session: SessionId, to: Path | None) -> int:
    """Begin the file of a case of a closed call, and say what is left to write; 1 when refused."""
    words = Words(settings.zone)
    outlined = asyncio.run(_outlined(settings, session))
    if isinstance(outlined, Refusal):
        print(words.say(at_the_command_line(outlined), settings.language), file=sys.stderr)
        return _REFUSED
    if not is_noted(settings, NoteReading(session=session)):
        return _REFUSED
    today = now().astimezone(settings.zone).date()
    begun, name = drafted(outlined, both_of(partial(words.say, now=now()))), new_name(outlined)
    content, path = case_text(name, begun, today).encode(), to or Path(f"{name}.yaml")
    try:
        with path.open("xb") as opened:
            opened.write(content)
    except OSError as error:
        print(error, file=sys.stderr)
        return _REFUSED
    left = read_handed_in(settings.shelf, content, today).diagnostics
    for each in left:
        print(each)
    told: dict[str, Value] = {"path": str(path), "count": len(left)}
    print(words.say(Phrase("case_draft.begun", told), settings.language))
    return 0


async def _outlined(settings: Settings, session: SessionId) -> CaseOutline | Refusal:
    async with read_log(settings) as storage:
        office = await office_over(settings, storage)
        return await CaseWork(office).outlined(CONSOLE, session)
