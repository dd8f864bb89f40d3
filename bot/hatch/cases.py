"""Orders about cases, carried out where the log is open, each in the name of somebody."""

from pathlib import Path

from dialogs.actors import Actor
from dialogs.ids import CaseId, Cause
from dialogs.refusals import Reason, Refusal
from dialogs.service import CasePress, Told
from dialogs.service.casepress import form_that_waits
from dialogs.service.shelf import Tells
from playbooks.limits import MAX_FILE_BYTES


async def hand_in(press: CasePress, actor: Actor, path: Path, comment: str, cause: Cause) -> Told | Refusal:
    """Take the file of a case as a draft of ``actor``; it waits for somebody else."""
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        return Refusal(Reason.FILE_AWAY)
    written = await press.hand_in(actor, content, comment, cause, Tells.EVERYBODY)
    if isinstance(written, Refusal):
        return written
    errors = len(written.errors)
    return Refusal(Reason.HAS_ERRORS, values={"count": errors}) if written.case is None else Told()


async def let_be_found(
    press: CasePress, actor: Actor, case: CaseId, named: str, comment: str, cause: Cause
) -> Told | Refusal:
    """Publish the form that waits in the name of ``actor``, who read it; its revision begins with ``named``.

    It is read by customers, so that nobody publishes "whatever waits": that may have been written since.
    """
    waits = form_that_waits(await press.history(case))
    if waits is None or not waits.revision.startswith(named):
        return Refusal(Reason.WHICH_FORM if waits else Reason.CASE_DRAFT_GONE)
    return await press.publish(actor, case, waits.revision, comment, cause, Tells.EVERYBODY)
