"""Cases on the command line: checked, handed in by one person, let be found by another, taken back."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.case_draft import draft
from bot.clock import now
from bot.hatch.orders import ApproveCase, PublishCase, RetireCase
from bot.hatch.saying import said
from bot.offices import office_over
from bot.press import case_press_of
from bot.settings import Settings
from bot.storing import read_log
from bot.which_log import which_log
from bot.words import Words
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.texts import Phrase
from playbooks.casedesk import read_handed_in

_FAILED: Final = 1
_SHORT: Final = 12
"""Of a revision, as it is shown."""


def run_command(wanted: argparse.Namespace, settings: Settings) -> int:
    """Carry out one command about cases and return its exit code.

    Raises:
        NoLogError: there is no log; none is made for it.
    """
    if wanted.command == "case check":
        return check_case(settings, wanted.path)
    if wanted.command == "case draft":
        return draft(settings, wanted.session, wanted.to)
    for each in which_log(settings):
        print(each, file=sys.stderr)
    match wanted.command:
        case "case publish":
            return publish(settings, wanted)
        case "case approve":
            return said(settings, _approval(wanted))
        case "case retire":
            return said(settings, RetireCase(case=wanted.case, by=wanted.by, comment=wanted.reason))
        case "case waiting":
            return show_waiting(settings)
        case unknown:
            raise LookupError(unknown)


def check_case(settings: Settings, path: Path) -> int:
    """Say what is wrong with the file of a case, wherever it stands; 1 when any of it is an error."""
    try:
        content = path.read_bytes()
    except OSError as error:
        print(error, file=sys.stderr)
        return _FAILED
    read = read_handed_in(settings.shelf, content, now().astimezone(settings.zone).date())
    for each in read.diagnostics:
        print(each)
    words, form = Words(settings.zone), read.written.revision[:_SHORT]
    print(words.say(Phrase("case_draft.left", {"count": len(read.diagnostics)}), settings.language))
    if form:
        print(words.say(Phrase("case_draft.form", {"form": form}), settings.language))
    return _FAILED if read.written.case is None else 0


def _approval(wanted: argparse.Namespace) -> ApproveCase:
    return ApproveCase(case=wanted.case, revision=wanted.revision, by=wanted.by, comment=wanted.comment)


def publish(settings: Settings, wanted: argparse.Namespace) -> int:
    """Hand a case in for somebody else to look at; 1 when it has errors, or that is refused."""
    path: Path = wanted.path
    if check_case(settings, path):
        return _FAILED
    return said(settings, PublishCase(path=str(path.absolute()), by=wanted.by, comment=wanted.comment))


def show_waiting(settings: Settings) -> int:
    """Print the cases that wait for a second person, each with the start of its revision; 0."""

    async def show() -> int:
        async with read_log(settings) as storage:
            office = await office_over(settings, storage)
            found = await case_press_of(storage, office).waiting(CONSOLE)
            people = await storage.directory.members(disabled_too=True)
        names = {each.person: each.name for each in people}
        for each in () if isinstance(found, Refusal) else found:
            title = each.case.title.said_in(settings.language)
            by, form = names.get(each.draft.by, each.draft.by), each.draft.revision[:_SHORT]
            print(f"{each.case.id}  {form}  {_when(settings, each.draft.at)}  {by}  {title}")
        return 0

    return asyncio.run(show())


def _when(settings: Settings, at: datetime) -> str:
    return f"{at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
