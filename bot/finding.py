"""Finds calls by their words on the command line, and keeps the index that makes it quick."""

import asyncio
import sys
from functools import partial

from bot.clock import now
from bot.hatch.orders import NoteSearch
from bot.hatch.saying import is_noted
from bot.settings import Settings, Switch
from bot.storing import open_indexed_log, read_log
from bot.words import Words
from dialogs.people import CONSOLE
from dialogs.ports import Found
from dialogs.refusals import Refusal
from dialogs.render.finds import quoted
from dialogs.sealed import Sealed
from dialogs.service.searching import term_of
from dialogs.texts import Phrase

_REFUSED = 1


def find_sessions(settings: Settings, words: Sealed, limit: int) -> int:
    """Print the calls whose words hold ``words``, each with a little around them; 1 when that is refused.

    That somebody searched is noted first, by a running bot if there is one; not what they searched for.
    """
    say = partial(Words(settings.zone).say, language=settings.language, now=now())
    term = term_of(words)
    if isinstance(term, Refusal):
        print(say(term.phrase), file=sys.stderr)
        return _REFUSED
    found = asyncio.run(_found(settings, term, limit))
    if not is_noted(settings, NoteSearch(found=len(found))):
        return _REFUSED
    for each in found:
        print(_head(settings, each), say(quoted(each, Sealed(term))), sep="  ")
    if not found:
        print(say(Phrase("find.nothing")))
        print(say(Phrase("find.beyond")))
    return 0


def index_log(settings: Settings) -> int:
    """Build the index of words, telling how far it has come, or delete it, as the settings say; 0."""

    async def bring_in_line() -> None:
        told = partial(print, sep=" / ")
        async with open_indexed_log(settings, indexed=told, shared=False):
            pass

    asyncio.run(bring_in_line())
    wanted = settings.search_index is Switch.ON
    print("the index is complete" if wanted else "there is no index: HEJIE_SEARCH_INDEX is off")
    return 0


async def _found(settings: Settings, term: str, limit: int) -> list[Found]:
    async with read_log(settings) as storage:
        return list(await storage.views.search(CONSOLE, term, limit))


def _head(settings: Settings, each: Found) -> str:
    line = each.line
    opened = f"{line.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    return f"{line.session}  {opened}  {line.alias}  {line.agent_name}"


def typed_in() -> str:
    """Read a term that is to stand in no history of a shell."""
    if sys.stdin.isatty():
        print("TERM: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()
