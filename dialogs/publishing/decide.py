"""What a trainer's wish does to a playbook's history, or why it does nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dialogs.actors import Actor
from dialogs.events import (
    ApprovalAsked,
    DraftDiscarded,
    DraftMade,
    LineChange,
    Origin,
    PlaybookRetired,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
    Touch,
)
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing.history import Draft, History, Schedule
from dialogs.refusals import Reason, Refusal

LONGEST_COMMENT: Final = 300
MOST_DRAFTS: Final = 20
"""Drafts of people that may wait for one playbook: more than they can hold apart."""
FARTHEST: Final = timedelta(days=366)
"""How far ahead a day may lie from which a revision serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the checker says of a revision, compared with the one that it would take the place of."""

    errors: int = 0
    failing: int = 0
    """Rehearsals that do not pass."""
    rehearsals: int = 0
    """How many there are: none proves nothing."""
    is_part: bool = False
    """Whether it is only gone into by others, so that no call begins on it."""
    changes: tuple[LineChange, ...] = ()

    @property
    def touches(self) -> tuple[Touch, ...]:
        """Return what the changed lines touch, each once."""
        return tuple(each for each in Touch if any(each in change.touches for change in self.changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What publishing asks for beside the draft: what was found in it, why, when, and the firm's rule."""

    judged: Judged
    comment: str
    now: datetime
    second_person: bool
    """Whether what touches law, money, a promise or a verbatim line needs somebody who did not write it."""
    begins: bool = True
    """Whether calls may begin on it on the day from which it is to serve."""


def make_draft(
    actor: Actor, history: History, draft: DraftMade
) -> tuple[DraftMade | ScheduleDropped, ...] | Refusal | None:
    """Write a draft down; none when it waits already, word for word.

    Where it takes the place of one that waits for a day, the day is cancelled with it.
    """
    waits = history.draft(draft.revision)
    if waits is not None and waits.base == draft.base and actor.person in waits.authors:
        return None
    if draft.revision in history.recalled:
        return Refusal(Reason.RECALLED_ALREADY)
    if draft.revision == history.latest:
        return Refusal(Reason.NOTHING_CHANGED)
    if sum(not each.is_of_disk for each in history.drafts) >= MOST_DRAFTS:
        return Refusal(Reason.TOO_MANY_DRAFTS, values={"most": MOST_DRAFTS})
    return (*mended(history, draft), draft)


def drop_draft(
    actor: Actor, playbook: PlaybookSlug, history: History, revision: Revision, now: datetime
) -> tuple[DraftDiscarded | ScheduleDropped, ...] | Refusal:
    """Throw a draft away, and with it the day that it waits for."""
    if history.draft(revision) is None:
        return Refusal(Reason.DRAFT_GONE)
    gone = DraftDiscarded(at=now, by=actor.person, playbook=playbook, revision=revision)
    waits = history.schedule is not None and history.schedule.revision == revision
    return (*(_schedule_dropped(actor.person, playbook, history, now) if waits else ()), gone)


def seek_approval(
    actor: Actor, playbook: PlaybookSlug, history: History, revision: Revision, comment: str, now: datetime
) -> ApprovalAsked | Refusal:
    """Ask a second person to look at a draft."""
    if history.draft(revision) is None:
        return Refusal(Reason.DRAFT_GONE)
    return ApprovalAsked(at=now, by=actor.person, playbook=playbook, revision=revision, comment=comment)


def publish(
    actor: Actor,
    playbook: PlaybookSlug,
    history: History,
    revision: Revision,
    wish: Wish,
) -> tuple[RevisionPublished | ScheduleDropped, ...] | Refusal:
    """Let new calls begin on a draft from now on."""
    draft = _may_serve(actor, history, revision, wish)
    if isinstance(draft, Refusal):
        return draft
    published = RevisionPublished(
        at=wish.now,
        by=actor.person,
        playbook=playbook,
        revision=revision,
        authors=draft.authors,
        changes=wish.judged.changes,
        approved_by=_second(actor, draft),
        comment=wish.comment or draft.comment,
    )
    return (*_schedule_dropped(actor.person, playbook, history, wish.now), published)


def schedule(
    actor: Actor,
    playbook: PlaybookSlug,
    history: History,
    revision: Revision,
    wish: Wish,
    days: tuple[date, date],
) -> tuple[RevisionScheduled | ScheduleDropped, ...] | Refusal:
    """Publish a draft when a local day begins: ``days`` are that day and today."""
    day, today = days
    if not today < day <= today + FARTHEST:
        return Refusal(Reason.NOT_A_DAY_AHEAD)
    draft = _may_serve(actor, history, revision, wish)
    if isinstance(draft, Refusal):
        return draft
    scheduled = RevisionScheduled(
        at=wish.now,
        by=actor.person,
        playbook=playbook,
        revision=revision,
        authors=draft.authors,
        changes=wish.judged.changes,
        from_day=day,
        approved_by=_second(actor, draft),
        comment=wish.comment,
    )
    return (*_schedule_dropped(actor.person, playbook, history, wish.now), scheduled)


def cancel_day(
    actor: Actor, playbook: PlaybookSlug, history: History, now: datetime
) -> tuple[ScheduleDropped, ...] | Refusal:
    """Let what waits for a day wait as a draft without one."""
    dropped = _schedule_dropped(actor.person, playbook, history, now)
    return dropped or Refusal(Reason.NO_DAY_SET)


def publish_due(playbook: PlaybookSlug, waits: Schedule, now: datetime) -> RevisionPublished:
    """Publish what was to serve from a day that has begun; whoever wished for it was judged then."""
    return RevisionPublished(
        at=now,
        by=waits.by,
        playbook=playbook,
        revision=waits.revision,
        authors=waits.authors,
        changes=waits.changes,
        approved_by=waits.approved_by,
        comment=waits.comment,
    )


def roll_back(
    actor: Actor, playbook: PlaybookSlug, history: History, revision: Revision, wish: Wish
) -> tuple[RolledBack | ScheduleDropped, ...] | Refusal:
    """Let new calls begin on an earlier release again.

    It was looked at when it was published, but what came after it was looked at too: where going back touches
    what needs a second person, nobody undoes that alone (:func:`bring_back`), save on the command line.
    """
    refusal = _not_back(history, revision, wish)
    alone = wish.second_person and wish.judged.touches and actor.person != CONSOLE.person
    if refusal is not None or alone:
        return refusal or Refusal(Reason.SECOND_PERSON_BACK)
    back = RolledBack(
        at=wish.now, by=actor.person, playbook=playbook, revision=revision, comment=wish.comment
    )
    return (*_schedule_dropped(actor.person, playbook, history, wish.now), back)


def bring_back(
    actor: Actor, playbook: PlaybookSlug, history: History, revision: Revision, wish: Wish
) -> tuple[DraftMade | ApprovalAsked | ScheduleDropped, ...] | Refusal:
    """Make a draft of an earlier release and ask a second person, who publishes it, to look at it."""
    refusal = _not_back(history, revision, wish)
    if refusal is not None:
        return refusal
    if revision == history.latest:
        return Refusal(Reason.NOTHING_CHANGED)
    draft = DraftMade(
        at=wish.now,
        by=actor.person,
        playbook=playbook,
        revision=revision,
        origin=Origin.RELEASE,
        parent=history.latest,
        base=history.latest,
        changes=wish.judged.changes,
        comment=wish.comment,
    )
    made = make_draft(actor, history, draft)
    if isinstance(made, Refusal):
        return made
    asked = ApprovalAsked(
        at=wish.now, by=actor.person, playbook=playbook, revision=revision, comment=wish.comment
    )
    return (*(made or ()), asked)


def retire(
    actor: Actor, playbook: PlaybookSlug, history: History, comment: str, now: datetime
) -> tuple[PlaybookRetired | ScheduleDropped, ...] | Refusal:
    """Let no new call begin on a playbook; those that run finish."""
    if history.retired:
        return Refusal(Reason.RETIRED_ALREADY)
    gone = PlaybookRetired(at=now, by=actor.person, playbook=playbook, comment=comment)
    return (*_schedule_dropped(actor.person, playbook, history, now), gone)


def recall(
    actor: Actor,
    playbook: PlaybookSlug,
    history: History,
    revision: Revision,
    reason: str,
    now: datetime,
    successor: PlaybookSlug | None = None,
) -> tuple[RevisionRecalled | ScheduleDropped, ...] | Refusal:
    """Take a release back for good, for calls that run too: they are told why, and go on in ``successor``.

    That needs no second person: it stops what is wrong, and nothing new is said to anybody.
    """
    if history.released(revision) is None:
        return Refusal(Reason.NO_SUCH_REVISION)
    if revision in history.recalled:
        return Refusal(Reason.RECALLED_ALREADY)
    if not reason:
        return Refusal(Reason.EMPTY)
    gone = RevisionRecalled(
        at=now,
        by=actor.person,
        playbook=playbook,
        revision=revision,
        reason=reason,
        successor=None if successor == playbook else successor,
    )
    return (*_schedule_dropped(actor.person, playbook, history, now), gone)


def _may_serve(actor: Actor, history: History, revision: Revision, wish: Wish) -> Draft | Refusal:
    draft = history.draft(revision)
    if revision in history.recalled:
        return Refusal(Reason.RECALLED_ALREADY)
    if draft is None:
        served = history.released(revision) is not None and revision == history.serving
        return Refusal(Reason.SERVES_ALREADY if served else Reason.DRAFT_GONE)
    if draft.base != history.latest:
        return Refusal(Reason.DRAFT_BEHIND)
    if wish.judged.is_part:
        return Refusal(Reason.ONLY_A_PART)
    if not wish.begins:
        return Refusal(Reason.NOT_VALID_THEN)
    if wish.judged.errors:
        return Refusal(Reason.HAS_ERRORS, values={"count": wish.judged.errors})
    if wish.judged.failing:
        return Refusal(Reason.REHEARSALS_FAIL, values={"count": wish.judged.failing})
    if wish.second_person and wish.judged.touches and needs_another(actor, draft):
        return Refusal(Reason.SECOND_PERSON)
    return draft


def _not_back(history: History, revision: Revision, wish: Wish) -> Refusal | None:
    """Return why an earlier release cannot come back, whoever wants it."""
    if history.released(revision) is None or revision in history.recalled:
        return Refusal(Reason.NO_SUCH_REVISION)
    if revision == history.serving:
        return Refusal(Reason.SERVES_ALREADY)
    if not wish.begins:
        return Refusal(Reason.NOT_VALID_THEN)
    if wish.judged.errors:
        return Refusal(Reason.HAS_ERRORS, values={"count": wish.judged.errors})
    return None


def needs_another(actor: Actor, draft: Draft) -> bool:
    """Tell whether somebody else must look at ``draft`` before ``actor`` publishes what matters in it.

    So it is for whoever wrote something of it. Who wrote a file that changed on the machine nobody knows: it
    may be whoever publishes it, so another must have written in it or asked for it to be looked at. The
    command line, which names nobody, is nobody's second person.
    """
    if actor.person == CONSOLE.person:
        return True
    others = {*draft.authors, *draft.asked_by} - {actor.person, CONSOLE.person}
    return actor.person in draft.authors or not others


def _second(actor: Actor, draft: Draft) -> PersonId | None:
    """Return who looked at what others wrote; none where that cannot be known, as of a file."""
    wrote = {actor.person, CONSOLE.person} & {*draft.authors}
    return None if wrote else actor.person


def mended(history: History, draft: DraftMade) -> tuple[ScheduleDropped, ...]:
    """Cancel the day of a draft that its own writer goes on with."""
    waits = history.schedule
    parent = None if waits is None else history.draft(waits.revision)
    goes_on = parent is not None and parent.revision == draft.parent and parent.by == draft.by
    return _schedule_dropped(draft.by, draft.playbook, history, draft.at) if goes_on else ()


def _schedule_dropped(
    by: PersonId, playbook: PlaybookSlug, history: History, now: datetime
) -> tuple[ScheduleDropped, ...]:
    """What was to serve from a day was written over something that will not serve then."""
    if history.schedule is None:
        return ()
    return (ScheduleDropped(at=now, by=by, playbook=playbook, revision=history.schedule.revision),)
