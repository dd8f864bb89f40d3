"""Playbooks on the command line: published, rolled back, and what became of them so far."""

import argparse
import asyncio
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.findings import in_words
from bot.hatch.orders import ApprovePlaybook, PublishPlaybook, RecallPlaybook, RollBackPlaybook
from bot.hatch.saying import said
from bot.settings import Settings
from bot.storing import read_log
from bot.which_log import which_log
from bot.words import Words
from dialogs.ids import PersonId, PlaybookSlug, playbook_stream
from dialogs.people import CONSOLE
from dialogs.publishing import History, Release, fold_history
from dialogs.texts import Language
from playbooks.check import check
from playbooks.shelf import FILE

_FAILED = 1
_SHORT = 12


def run_command(wanted: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Carry out one command about what new calls begin on, told in ``language``, and return its exit code.

    Raises:
        NoLogError: there is no log; none is made for it.
    """
    settings = replace(settings, language=language)
    for each in which_log(settings):
        print(each, file=sys.stderr)
    match wanted.command:
        case "playbook publish":
            return publish(settings, wanted.path, wanted.comment, wanted.by)
        case "playbook approve":
            return approve(settings, wanted)
        case "playbook rollback":
            return roll_back(settings, wanted.playbook, wanted.revision, wanted.comment)
        case "playbook recall":
            return recall(settings, wanted.playbook, wanted.revision, wanted.reason, wanted.successor)
        case "playbook history":
            return show_history(settings, wanted.playbook)
        case unknown:
            raise LookupError(unknown)


def publish(settings: Settings, path: Path, comment: str, by: PersonId | None = None) -> int:
    """Publish the playbook at ``path``; 1 when it has errors, waits for a second person, or is refused."""
    checked, words = check(path), Words(settings.zone)
    for each in checked.diagnostics:
        print(in_words(each, words, settings.language), file=sys.stderr)
    if not checked.is_good:
        return _FAILED
    file = path / FILE if path.is_dir() else path
    return said(settings, PublishPlaybook(path=str(file.absolute()), comment=comment, by=by))


def approve(settings: Settings, wanted: argparse.Namespace) -> int:
    """Publish a draft in the name of the second person; 1 when that is refused."""
    order = ApprovePlaybook(
        playbook=wanted.playbook, revision=wanted.revision, comment=wanted.comment, by=wanted.by
    )
    return said(settings, order)


def roll_back(settings: Settings, playbook: PlaybookSlug, revision: str, comment: str) -> int:
    """Let new calls begin on an earlier release again; 1 when that is refused."""
    return said(settings, RollBackPlaybook(playbook=playbook, revision=revision, comment=comment))


def recall(
    settings: Settings, playbook: PlaybookSlug, revision: str, reason: str, successor: PlaybookSlug | None
) -> int:
    """Take a release back for good, from calls that run too; 1 when that is refused."""
    order = RecallPlaybook(playbook=playbook, revision=revision, reason=reason, successor=successor)
    return said(settings, order)


def show_history(settings: Settings, playbook: PlaybookSlug) -> int:
    """Print the releases of a playbook, the latest first, with what each changed; 1 when it has none."""

    async def show() -> int:
        async with read_log(settings) as storage:
            history = fold_history(await storage.events.load(playbook_stream(playbook)))
            if not history.version:
                print(f"{playbook}: nothing was published or drafted yet", file=sys.stderr)
                return _FAILED
            people = await storage.directory.members(disabled_too=True)
            _print(history, {each.person: each.name for each in people}, settings.zone)
            return 0

    return asyncio.run(show())


def _print(history: History, names: dict[PersonId, str], zone: ZoneInfo) -> None:
    serving = None if history.retired else history.release
    for each in reversed(history.releases):
        mark = "*" if each is serving else " "
        print(f"{mark} {each.number}  {each.revision[:_SHORT]}  {_when(each.at, zone)}  {_deed(each, names)}")
        if each.comment:
            print(f"      {each.comment}")
        if each.revision in history.recalled:
            print(f"      recalled: {history.recalled[each.revision]}")
        for change in each.changes:
            touches = f"  ({', '.join(change.touches)})" if change.touches else ""
            print(f"      {change.kind} {change.where}{touches}")
    for draft in history.drafts:
        who = _name(draft.by, names)
        print(f"  draft  {draft.revision[:_SHORT]}  {_when(draft.at, zone)}  {who}")
    if history.schedule is not None:
        print(f"  from {history.schedule.from_day}  {history.schedule.revision[:_SHORT]}")


def _deed(release: Release, names: dict[PersonId, str]) -> str:
    who = _name(release.by, names)
    if release.imported:
        return "from the file on this machine"
    if release.came_back:
        return f"rolled back by {who}"
    approved = " (approved)" if release.approved_by is not None else ""
    return f"published by {who}{approved}"


def _name(person: PersonId, names: dict[PersonId, str]) -> str:
    return "the command line" if person == CONSOLE.person else names.get(person, str(person))


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
