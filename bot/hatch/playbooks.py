"""Orders about playbooks, carried out where the log is open."""

from pathlib import Path

from bot.press import press_of
from bot.settings import Settings
from dialogs.ids import Cause, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import History
from dialogs.refusals import Reason, Refusal
from dialogs.service import Office, PublishingService, Told
from playbooks.limits import MAX_FILE_BYTES
from storage.opening import Storage


async def publish_file(
    settings: Settings, storage: Storage, office: Office, path: Path, comment: str, cause: Cause
) -> Told | Refusal:
    """Take a file as a draft and publish it; whoever has the machine in hand needs no second person."""
    press = press_of(settings, storage, office)
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        return Refusal(Reason.FILE_AWAY)
    written = await press.drafts.upload(CONSOLE, content, Cause(f"{cause}:draft"), comment)
    if isinstance(written, Refusal):
        return written
    if written.program is None:
        return Refusal(Reason.HAS_ERRORS, values={"count": len(written.errors)})
    program = written.program
    return await press.publish(CONSOLE, program.playbook, program.revision, comment, cause)


async def roll_back(
    settings: Settings,
    storage: Storage,
    office: Office,
    playbook: PlaybookSlug,
    named: str,
    comment: str,
    cause: Cause,
) -> Told | Refusal:
    """Let new calls begin on an earlier release again, named by its number or the start of its revision."""
    press = press_of(settings, storage, office)
    revision = _named(await press.shelf.history(playbook), named)
    if revision is None:
        return Refusal(Reason.NO_SUCH_REVISION)
    return await press.roll_back(CONSOLE, playbook, revision, comment, cause)


async def recall(
    press: PublishingService,
    playbook: PlaybookSlug,
    named: str,
    reason: str,
    successor: PlaybookSlug | None,
    cause: Cause,
) -> Told | Refusal:
    """Take a release back for good, from calls that run too; named as in :func:`roll_back`."""
    revision = _named(await press.shelf.history(playbook), named)
    if revision is None:
        return Refusal(Reason.NO_SUCH_REVISION)
    return await press.recall(CONSOLE, playbook, revision, reason, cause, successor)


def _named(history: History, named: str) -> Revision | None:
    for each in history.releases:
        if str(each.number) == named:
            return each.revision
    found = {each.revision for each in history.releases if each.revision.startswith(named)}
    return found.pop() if len(found) == 1 else None
