"""What is kept and what is erased, on the command line; orders go through a running bot."""

import asyncio
import json
import sys
from functools import partial

from bot.hatch.orders import EraseCall, EraseDue, HoldCall, LiftHold
from bot.hatch.saying import said
from bot.offices import office_over
from bot.retention_file import read_policy
from bot.retention_words import report_as_json, report_lines
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.service import ErasureService
from dialogs.texts import Phrase

_FAILED = 1
_TAIL = 4
"""Characters of a call's id that are typed to confirm that it is meant."""


def erase_session(settings: Settings, session: SessionId, *, sure: bool) -> int:
    """Erase the words of a call, once its id was typed or ``sure`` was said; 1 when that is refused."""
    return said(settings, EraseCall(session=session)) if sure or _confirmed(settings, session) else _FAILED


def hold_session(settings: Settings, session: SessionId, reference: str) -> int:
    """Place a hold on a call; 1 when that is refused."""
    return said(settings, HoldCall(session=session, reference=reference))


def lift_hold(settings: Settings, session: SessionId) -> int:
    """Lift the hold on a call; 1 when that is refused."""
    return said(settings, LiftHold(session=session))


def list_holds(settings: Settings) -> int:
    """Print the calls that are held, a line each: since when, for which file number; 0."""

    async def show() -> int:
        say = partial(Words(settings.zone).say, language=settings.language)
        async with read_log(settings) as storage:
            office = await office_over(settings, storage)
            erasures = ErasureService(office, read_policy(settings.retention), storage.erasures)
            held = await erasures.held(CONSOLE)
            numbers = {line.complaint: (await office.complaint(line.complaint)).number for line, _ in held}
        for line, hold in held:
            since = f"{hold.at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
            print(f"{line.session}  {line.alias}  {numbers[line.complaint]}  {since}  {hold.reference}")
        if not held:
            print(say(Phrase("keeping.no_holds")))
        return 0

    return asyncio.run(show())


def look_over(settings: Settings, *, run: bool, as_json: bool) -> int:
    """Erase what no rule keeps any more if ``run``, and print what the rules ask for; 1 when it is refused.

    A bot may be running.
    """
    read_policy(settings.retention)  # what is wrong with the rules is said before anything is erased
    if run and said(settings, EraseDue(), aside=as_json):
        return _FAILED
    return asyncio.run(_looked_over(settings, as_json=as_json))


async def _looked_over(settings: Settings, *, as_json: bool) -> int:
    say = partial(Words(settings.zone).say, language=settings.language)
    policy = read_policy(settings.retention)
    async with read_log(settings) as storage:
        office = await office_over(settings, storage)
        erasures = ErasureService(office, policy, storage.erasures)
        report = await erasures.run(CONSOLE, office.now().date(), dry_run=True)
    if isinstance(report, Refusal):
        print(say(report.phrase), file=sys.stderr)
        return _FAILED
    if as_json:
        print(json.dumps(report_as_json(report), ensure_ascii=False, indent=2))
    else:
        print(*report_lines(report, say), sep="\n")
    return 0


def _confirmed(settings: Settings, session: SessionId) -> bool:
    if not sys.stdin.isatty():
        print("nobody is there to confirm it: say --yes", file=sys.stderr)
        return False
    asked = Phrase("erase.confirm", {"session": session, "count": _TAIL})
    print(Words(settings.zone).say(asked, settings.language), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().upper() == session[-_TAIL:]
