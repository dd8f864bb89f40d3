"""Orders about playbooks, carried out where the log is open."""

from pathlib import Path

from dialogs.actors import Actor
from dialogs.ids import Cause, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import History
from dialogs.refusals import Reason, Refusal
from dialogs.service import PublishingService, Tells, Told
from playbooks.limits import MAX_FILE_BYTES


async def publish_file(
    press: PublishingService, path: Path, comment: str, by: Actor, cause: Cause
) -> Told | Refusal:
    """Take a file as a draft of ``by`` and publish it; what needs a second person waits for one as a draft.

    The command line names nobody by itself: what it drafts is of somebody whom nobody knows. A file that is
    refused leaves no draft, which would wait beside that of the mended one; one that waited before stays.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        return Refusal(Reason.FILE_AWAY)
    waited = await _waits(press, content)
    written = await press.drafts.upload(by, content, Cause(f"{cause}:draft"), comment)
    if isinstance(written, Refusal):
        return written
    if written.program is None:
        return Refusal(Reason.HAS_ERRORS, values={"count": len(written.errors)})
    here = (written.program.playbook, written.program.revision, comment)
    told = await press.publish(by, *here, cause, Tells.EVERYBODY)
    if not isinstance(told, Refusal):
        return told
    if told.reason is not Reason.SECOND_PERSON:
        if not waited:
            await press.drafts.discard(CONSOLE, *here[:2], Cause(f"{cause}:refused"))
        return told
    asked = await press.drafts.seek_approval(by, *here, Cause(f"{cause}:asked"))
    waits = Reason.WAITS_UNNAMED if by == CONSOLE else Reason.WAITS_FOR_SECOND
    return asked if isinstance(asked, Refusal) else Refusal(waits)


async def _waits(press: PublishingService, content: bytes) -> bool:
    """Tell whether what a file says waits as a draft already."""
    program = (await press.workshop.read(content)).program
    if program is None:
        return False
    return (await press.shelf.history(program.playbook)).draft(program.revision) is not None


async def approve(
    press: PublishingService,
    playbook: PlaybookSlug,
    named: str | None,
    comment: str,
    by: Actor,
    cause: Cause,
) -> Told | Refusal:
    """Publish a draft in the name of ``by``, who hears of it in the chat: nobody can know who types here.

    It is named by the start of its revision; none is the only one that waits.
    """
    drafts = (await press.shelf.history(playbook)).drafts
    found = [each.revision for each in drafts if each.revision.startswith(named or "")]
    if len(found) != 1:
        return Refusal(Reason.WHICH_DRAFT if found else Reason.DRAFT_GONE)
    return await press.publish(by, playbook, found[0], comment, cause, Tells.EVERYBODY)


async def roll_back(
    press: PublishingService, playbook: PlaybookSlug, named: str, comment: str, cause: Cause
) -> Told | Refusal:
    """Let new calls begin on an earlier release again, named by its number or the start of its revision."""
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
