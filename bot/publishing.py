"""Playbooks on the command line: published, rolled back, and what became of them so far."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.findings import in_words
from bot.hatch.orders import ApprovePlaybook, PublishPlaybook, RecallPlaybook, RollBackPlaybook
from bot.hatch.saying import said
from bot.settings import Settings
from bot.storing import read_log
from bot.which_log import which_log
from bot.words import Words
from dialogs.events import LineChange
from dialogs.ids import PersonId, PlaybookSlug, Revision, playbook_stream
from dialogs.publishing import History, Release, fold_history
from dialogs.render.playbooks import authors_of, named
from dialogs.texts import Language, Phrase, Several, Text, Value
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
            people = await storage.directory.members(disabled_too=True)
        told = _Told(settings, {each.person: each.name for each in people})
        if not history.version:
            print(told.say(Phrase("history.nothing", {"playbook": playbook})), file=sys.stderr)
            return _FAILED
        print(*told.lines(history), sep="\n")
        return 0

    return asyncio.run(show())


@dataclass(frozen=True, slots=True)
class _Told:
    """How a history is told to whoever asks for it."""

    settings: Settings
    names: dict[PersonId, str]

    def lines(self, history: History) -> Iterator[str]:
        """Yield the releases, the latest first, and below them what waits."""
        serving = None if history.retired else history.release
        for each in reversed(history.releases):
            mark, head = "*" if each is serving else " ", self.head(each.revision, each.at)
            yield f"{mark} {each.number}  {head}  {self.deed(each)}"
            if each.comment:
                yield f"      {each.comment}"
            if each.revision in history.recalled:
                why = Phrase("history.recalled", {"reason": history.recalled[each.revision]})
                yield f"      {self.say(why)}"
            yield from (f"      {self.say(_change(change))}" for change in each.changes)
        for draft in history.drafts:
            mark = self.say(Phrase("history.draft"))
            yield f"  {mark}  {self.head(draft.revision, draft.at)}  {self.say(named(draft.by, self.names))}"
        if (waits := history.schedule) is not None:
            from_day = self.say(Phrase("history.from_day", {"day": waits.from_day.isoformat()}))
            yield f"  {from_day}  {waits.revision[:_SHORT]}"

    def head(self, revision: Revision, at: datetime) -> str:
        """Return by what a release or a draft is known, and since when it is there."""
        return f"{revision[:_SHORT]}  {at.astimezone(self.settings.zone):%Y-%m-%d %H:%M}"

    def deed(self, release: Release) -> str:
        """Say how a release came about."""
        by: dict[str, Value] = {
            "name": named(release.by, self.names),
            "authors": authors_of(release, self.names),
            "back": release.back_to or 0,
        }
        if release.imported:
            return self.say(Phrase("history.by_file"))
        if release.approved_by is not None:
            return self.say(Phrase("history.back_approved" if release.back_to else "history.approved", by))
        return self.say(Phrase("history.rolled_back" if release.back_to else "history.published", by))

    def say(self, text: Text | str) -> str:
        """Say a text in the language of the settings."""
        if isinstance(text, str):
            return text
        return Words(self.settings.zone).say(text, self.settings.language)


def _change(change: LineChange) -> Phrase:
    """Say that a line changed, and what it touches."""
    values: dict[str, Value] = {
        "kind": Phrase(f"change.{change.kind}"),
        "where": change.where,
        "touches": Several(tuple(Phrase(f"touch.{touch}") for touch in change.touches)),
    }
    return Phrase("history.change_touches" if change.touches else "history.change", values)
