"""What became of a playbook: drafts, releases, what was taken back, who changed which line.

Comments and reasons are masked and in the clear: what staff say of a playbook, never a customer's words, is
to be read when every key is gone (docs/decisions/0022).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialogs.events.fact import Fact
from dialogs.ids import PersonId, PlaybookSlug, Revision


class Touch(StrEnum):
    """What a changed line touches, so that a second person must look at it."""

    LAW = "law"
    MONEY = "money"
    PROMISE = "promise"
    VERBATIM = "verbatim"


class ChangeKind(StrEnum):
    """How a line differs."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    RENAMED = "renamed"
    REORDERED = "reordered"


class Origin(StrEnum):
    """Where a draft came from."""

    LINE = "line"
    """A line was changed in the chat."""
    FILE = "file"
    """A file was sent, or named on the command line."""
    DISK = "disk"
    """The file on this machine changed under a playbook that was published in the chat."""
    RELEASE = "release"
    """An earlier release that is to come back, and that a second person must look at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line that differs, by where it stands; what it says stands in the two revisions."""

    where: str
    """Step and place, e.g. ``greet/say.zh``; or a part of the file."""
    kind: ChangeKind
    touches: tuple[Touch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookListed(Fact):
    """A playbook has a history from now on; the one event of the shelf's own stream."""

    playbook: PlaybookSlug


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMade(Fact):
    """Somebody wrote a revision that no call begins on yet."""

    playbook: PlaybookSlug
    revision: Revision
    """The digest of its sources, which are kept."""
    origin: Origin
    parent: Revision | None = None
    """What it was made from, a draft or what served; none for a new playbook."""
    base: Revision | None = None
    """What served when its first draft was made: published over anything else it would undo that."""
    changes: tuple[LineChange, ...] = ()
    """What differs from its parent."""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDiscarded(Fact):
    """A draft is not wanted any more."""

    playbook: PlaybookSlug
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Fact):
    """Somebody asked a second person to look at a draft and publish it."""

    playbook: PlaybookSlug
    revision: Revision
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPublished(Fact):
    """New calls begin on this revision from now on."""

    playbook: PlaybookSlug
    revision: Revision
    authors: tuple[PersonId, ...]
    """Who wrote what differs from what served."""
    changes: tuple[LineChange, ...]
    """What differs from what served."""
    approved_by: PersonId | None = None
    """The second person, who wrote none of it."""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionScheduled(Fact):
    """This revision will be published when a local day begins."""

    playbook: PlaybookSlug
    revision: Revision
    authors: tuple[PersonId, ...]
    changes: tuple[LineChange, ...]
    from_day: date
    approved_by: PersonId | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDropped(Fact):
    """What was to be published on a day will not be."""

    playbook: PlaybookSlug
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack(Fact):
    """New calls begin on an earlier revision again."""

    playbook: PlaybookSlug
    revision: Revision
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookRetired(Fact):
    """No new call begins on this playbook; those that run finish."""

    playbook: PlaybookSlug
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRecalled(Fact):
    """A revision must not be used any more, not even by calls that run; the reason is shown to them."""

    playbook: PlaybookSlug
    revision: Revision
    reason: str
    successor: PlaybookSlug | None = None
    """The playbook in which the calls go on; none for what serves of the same playbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookImported(Fact):
    """What the file on this machine says serves: it was so before, or the file changed."""

    playbook: PlaybookSlug
    revision: Revision
    changes: tuple[LineChange, ...] = ()


PlaybookEvent = (
    PlaybookListed
    | DraftMade
    | DraftDiscarded
    | ApprovalAsked
    | RevisionPublished
    | RevisionScheduled
    | ScheduleDropped
    | RolledBack
    | PlaybookRetired
    | RevisionRecalled
    | PlaybookImported
)
