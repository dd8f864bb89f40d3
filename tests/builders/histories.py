"""Histories of one playbook, from short names for what happened to it."""

from dataclasses import replace
from datetime import UTC, date

from dialogs.actors import Actor
from dialogs.events import (
    ChangeKind,
    DraftMade,
    Event,
    LineChange,
    Origin,
    PlaybookImported,
    RevisionPublished,
    Touch,
)
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import (
    History,
    Judged,
    fold_history,
    publish,
)
from dialogs.publishing.decide import Wish
from dialogs.refusals import Refusal
from dialogs.roles import Role
from tests.builders.calls import NOON, NORTH

AT = NOON.astimezone(UTC)
TODAY = date(2026, 11, 23)
SLUG = PlaybookSlug("five-steps")
HE = Actor(PersonId(3), "Invented Trainer", Role.TRAINER, NORTH)
MA = Actor(PersonId(4), "Another Trainer", Role.TRAINER, NORTH)
DISK, ONE, TWO, THREE = (Revision(letter * 64) for letter in "0123")
LINE = LineChange(where="greet/say.zh", kind=ChangeKind.CHANGED)
LAW = replace(LINE, touches=(Touch.LAW,))


def imported(revision: Revision = DISK) -> PlaybookImported:
    return PlaybookImported(at=AT, by=CONSOLE.person, playbook=SLUG, revision=revision)


def drafted(
    revision: Revision = ONE,
    by: Actor = HE,
    parent: Revision | None = DISK,
    base: Revision | None = DISK,
) -> DraftMade:
    return DraftMade(
        at=AT, by=by.person, playbook=SLUG, revision=revision, origin=Origin.LINE, parent=parent, base=base
    )


def published(revision: Revision = ONE, by: Actor = HE) -> RevisionPublished:
    return RevisionPublished(
        at=AT, by=by.person, playbook=SLUG, revision=revision, authors=(HE.person,), changes=(LINE,)
    )


def wish(*changes: LineChange, errors: int = 0, failing: int = 0, second_person: bool = True) -> Wish:
    judged = Judged(errors=errors, failing=failing, changes=changes)
    return Wish(judged=judged, comment="", now=AT, second_person=second_person)


def after(*events: Event) -> History:
    return fold_history((imported(), *events))


def tried(history: History, who: Actor = HE, asked: Wish | None = None, revision: Revision = ONE) -> object:
    """Return what publishing comes to: the reason why not, or the last event."""
    came = publish(who, SLUG, history, revision, asked or wish(LINE))
    return came.reason if isinstance(came, Refusal) else came[-1]
