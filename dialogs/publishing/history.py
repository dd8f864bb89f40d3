"""What the log knows of one playbook: its releases in their order, and the drafts that wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce

from dialogs.events import (
    ApprovalAsked,
    DraftDiscarded,
    DraftMade,
    Event,
    LineChange,
    Origin,
    PlaybookImported,
    PlaybookRetired,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
)
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.people import CONSOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A revision that somebody wrote and that nobody published yet."""

    revision: Revision
    by: PersonId
    at: datetime
    origin: Origin
    base: Revision | None
    """The release that it would take the place of."""
    authors: tuple[PersonId, ...]
    """Who wrote something of it, in the order of their first draft."""
    comment: str = ""
    asked_by: tuple[PersonId, ...] = ()
    """Who asked a second person to look at it, and so looked at it too."""

    @property
    def is_of_disk(self) -> bool:
        """Tell whether it is what the file on this machine says, and nobody went on with it."""
        return self.origin is Origin.DISK and self.by == CONSOLE.person

    @property
    def asked(self) -> bool:
        """Tell whether a second person was asked to look at it."""
        return bool(self.asked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A revision on which new calls began, from ``at`` until the next release."""

    number: int
    """1 for the first; a revision that comes back has a new number."""
    revision: Revision
    by: PersonId
    at: datetime
    changes: tuple[LineChange, ...] = ()
    """What differs from the release before; not known of one that came back."""
    authors: tuple[PersonId, ...] = ()
    """Who wrote what differs from the release before."""
    approved_by: PersonId | None = None
    comment: str = ""
    imported: bool = False
    """Whether it came from the file on this machine."""
    back_to: int | None = None
    """The first release that said the same; none where nothing ever did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A revision that waits for a day."""

    revision: Revision
    from_day: date
    by: PersonId
    authors: tuple[PersonId, ...]
    changes: tuple[LineChange, ...]
    approved_by: PersonId | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of one playbook so far."""

    version: int = 0
    """How many events there are."""
    releases: tuple[Release, ...] = ()
    drafts: tuple[Draft, ...] = ()
    """In the order in which they were made."""
    schedule: Schedule | None = None
    retired: bool = False
    recalled: Mapping[Revision, str] = field(default_factory=dict)
    """Revisions that must not be used any more → why."""
    successors: Mapping[Revision, PlaybookSlug] = field(default_factory=dict)
    """Recalled revisions → the other playbook in which their calls go on."""
    discarded: frozenset[Revision] = frozenset()
    """Drafts that were thrown away: a file that still says so makes none of them again."""
    led_by_people: bool = False
    """Whether anything was released or taken back by a person: the file on disk never replaces that."""

    @property
    def release(self) -> Release | None:
        """Return the latest release that was not recalled."""
        return next((each for each in reversed(self.releases) if each.revision not in self.recalled), None)

    @property
    def latest(self) -> Revision | None:
        """Return what serves, or would if the playbook were not retired."""
        return None if self.release is None else self.release.revision

    @property
    def earlier(self) -> tuple[Revision, ...]:
        """Return what served before the latest and was not recalled, the last first."""
        others = (each.revision for each in reversed(self.releases) if each.revision not in self.recalled)
        return tuple(each for each in dict.fromkeys(others) if each != self.latest)

    @property
    def serving(self) -> Revision | None:
        """Return the revision on which new calls begin; none for no new calls."""
        return None if self.retired else self.latest

    @property
    def is_ours(self) -> bool:
        """Tell whether the log says what serves, and not the file on disk."""
        return bool(self.releases)

    def draft(self, revision: Revision) -> Draft | None:
        """Return the draft of this revision, if it waits."""
        return next((each for each in self.drafts if each.revision == revision), None)

    def released(self, revision: Revision) -> Release | None:
        """Return the latest release of this revision, if it ever served."""
        return next((each for each in reversed(self.releases) if each.revision == revision), None)


def fold_history(events: Iterable[Event]) -> History:
    """Return what the events of a playbook's stream come to."""
    return reduce(history_after, events, History())


def history_after(history: History, event: Event) -> History:
    """Return what ``event`` makes of ``history``; events of other streams change nothing but the count."""
    counted = replace(history, version=history.version + 1)
    match event:
        case DraftMade():
            return _drafted(counted, event)
        case DraftDiscarded():
            return _thrown_away(counted, event)
        case ApprovalAsked():
            drafts = tuple(
                _asked(each, event) if each.revision == event.revision else each for each in counted.drafts
            )
            return replace(counted, drafts=drafts)
        case RevisionPublished() | RolledBack() | PlaybookImported():
            return _released(counted, event)
        case RevisionScheduled():
            return replace(counted, schedule=_schedule(event), led_by_people=True)
        case ScheduleDropped():
            return replace(counted, schedule=None)
        case PlaybookRetired():
            return replace(counted, retired=True, led_by_people=True)
        case RevisionRecalled():
            return replace(_recalled(counted, event), led_by_people=True)
        case _:
            return counted


def _drafted(history: History, event: DraftMade) -> History:
    parent = history.draft(event.parent) if event.parent is not None else None
    same = history.draft(event.revision)
    before = (*(same.authors if same else ()), *(parent.authors if parent else ()), event.by)
    made = Draft(
        revision=event.revision,
        by=event.by,
        at=event.at,
        origin=event.origin,
        base=event.base,
        authors=tuple(dict.fromkeys(before)),
        comment=event.comment,
    )
    scheduled = None if history.schedule is None else history.schedule.revision
    goes_on = parent is not None and parent.by == event.by and parent.revision != scheduled
    gone = {event.revision, *([parent.revision] if parent is not None and goes_on else [])}
    kept = tuple(each for each in history.drafts if each.revision not in gone)
    return replace(history, drafts=(*kept, made), discarded=history.discarded - {event.revision})


def _asked(draft: Draft, event: ApprovalAsked) -> Draft:
    askers = tuple(dict.fromkeys((*draft.asked_by, event.by)))
    return replace(draft, asked_by=askers, comment=event.comment or draft.comment)


def _thrown_away(history: History, event: DraftDiscarded) -> History:
    """What somebody threw away stays so; what the file took back by itself may come again with it."""
    left = _without(history, event.revision)
    if event.by == CONSOLE.person:
        return left
    return replace(left, discarded=left.discarded | {event.revision})


def _without(history: History, revision: Revision) -> History:
    return replace(history, drafts=tuple(each for each in history.drafts if each.revision != revision))


def _released(history: History, event: RevisionPublished | RolledBack | PlaybookImported) -> History:
    first = next((each.number for each in history.releases if each.revision == event.revision), None)
    made = Release(
        number=len(history.releases) + 1,
        revision=event.revision,
        by=event.by,
        at=event.at,
        changes=() if isinstance(event, RolledBack) else event.changes,
        authors=event.authors if isinstance(event, RevisionPublished) else (),
        approved_by=event.approved_by if isinstance(event, RevisionPublished) else None,
        comment="" if isinstance(event, PlaybookImported) else event.comment,
        imported=isinstance(event, PlaybookImported),
        back_to=first,
    )
    waits = history.schedule
    return replace(
        _without(history, event.revision),
        releases=(*history.releases, made),
        schedule=None if waits is not None and waits.revision == event.revision else waits,
        retired=False,
        led_by_people=history.led_by_people or not made.imported,
    )


def _recalled(history: History, event: RevisionRecalled) -> History:
    led = {} if event.successor is None else {event.revision: event.successor}
    return replace(
        _without(history, event.revision),
        recalled={**history.recalled, event.revision: event.reason},
        successors={**history.successors, **led},
    )


def _schedule(event: RevisionScheduled) -> Schedule:
    return Schedule(
        revision=event.revision,
        from_day=event.from_day,
        by=event.by,
        authors=event.authors,
        changes=event.changes,
        approved_by=event.approved_by,
        comment=event.comment,
    )
