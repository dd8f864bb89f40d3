"""A file of this machine that changed: it waits until somebody publishes it, or serves at once."""

from datetime import datetime

from dialogs.events import DraftDiscarded, DraftMade, LineChange, Origin, PlaybookImported, ScheduleDropped
from dialogs.ids import PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing.decide import mended
from dialogs.publishing.history import Draft, History


def says_nothing_new(history: History, revision: Revision) -> bool:
    """Tell at once, before anybody has checked and rehearsed it, that a file changes nothing."""
    waits = any(each.is_of_disk for each in history.drafts)
    return history.draft(revision) is not None or (revision == history.latest and not waits)


def take_from_disk(
    playbook: PlaybookSlug,
    history: History,
    revision: Revision,
    changes: tuple[LineChange, ...],
    now: datetime,
    *,
    serves: bool = True,
) -> tuple[PlaybookImported | DraftMade | DraftDiscarded | ScheduleDropped, ...] | None:
    """Take a file of this machine that changed: it waits as a draft, or serves where it may and nobody leads.

    One draft waits for the file, however often it is saved, and none once the file says again what serves.
    None when nothing is new: it serves already, waits already, was thrown away, or served before and was
    replaced by a person.
    """
    waits = next((each for each in history.drafts if each.is_of_disk), None)
    if revision == history.latest:
        return _taken_back(playbook, history, waits, now)
    if history.draft(revision) is not None:
        return None
    if serves and not history.led_by_people:
        imported = PlaybookImported(
            at=now, by=CONSOLE.person, playbook=playbook, revision=revision, changes=changes
        )
        return (imported,)
    if history.released(revision) is not None or revision in history.discarded:
        return _taken_back(playbook, history, waits, now)
    draft = DraftMade(
        at=now,
        by=CONSOLE.person,
        playbook=playbook,
        revision=revision,
        origin=Origin.DISK,
        parent=history.latest if waits is None else waits.revision,
        base=history.latest,
        changes=changes,
    )
    return (*mended(history, draft), draft)


def _taken_back(
    playbook: PlaybookSlug, history: History, waits: Draft | None, now: datetime
) -> tuple[DraftDiscarded, ...] | None:
    """Throw the file's draft away, as nothing of it is left; what somebody looks at or waits for stays."""
    scheduled = None if history.schedule is None else history.schedule.revision
    if waits is None or waits.asked or waits.revision == scheduled:
        return None
    return (DraftDiscarded(at=now, by=CONSOLE.person, playbook=playbook, revision=waits.revision),)
