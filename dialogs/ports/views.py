"""Read-only questions, and what they are answered with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from dialogs.actors import Actor
from dialogs.events import Event
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.program import Outcome
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.texts import Language


class Directory(Protocol):
    """The people of the firm, as the log has them now; a change counts from the next tap."""

    async def actor(self, person: PersonId) -> Actor | None:
        """Return the person, disabled or not; none for a stranger."""
        ...

    async def members(
        self, team: TeamId | None = None, role: Role | None = None, *, disabled_too: bool = False
    ) -> Sequence[Actor]:
        """Return the people, of one team and role if given, by name; who is disabled only if asked for."""
        ...


class SessionStatus(StrEnum):
    """Whether a call goes on."""

    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class Kept(StrEnum):
    """For whom a call is kept."""

    OPEN = "open"
    """For everybody who may read it."""
    STORED = "stored"
    """For a rule or a hold alone: nobody is shown it."""
    ERASED = "erased"
    """Without its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One call in a list."""

    session: SessionId
    complaint: ComplaintId
    alias: str
    agent: PersonId
    agent_name: str
    team: TeamId
    playbook: PlaybookSlug
    revision: Revision
    product: str
    status: SessionStatus
    outcome: Outcome | None
    step: str
    temperature: int | None
    opened_at: datetime
    last_tap_at: datetime
    ended_at: datetime | None
    help_open: bool
    score: int | None
    version: int
    kept: Kept = Kept.OPEN
    held: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A call in whose words a term stands, with the latest words that hold it."""

    line: SessionLine
    version: int
    """Which event of the call holds them, 1 or more."""
    said_at: datetime
    words: Sealed


class AccessDeed(StrEnum):
    """What somebody did with what is not their own."""

    READ = "read"
    EXPORTED = "exported"
    LIST_EXPORTED = "list_exported"
    SEARCHED = "searched"
    ERASURE_GRANTED = "erasure_granted"
    ERASURE_REFUSED = "erasure_refused"
    ROLE_GIVEN = "role_given"
    SHUT_OUT = "shut_out"
    LET_IN = "let_in"
    INVITED = "invited"
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLine:
    """One deed in a list of who read what."""

    at: datetime
    by: PersonId
    by_name: str
    deed: AccessDeed
    session: SessionId | None
    alias: str | None
    """What the call is known by."""
    person: PersonId | None
    """Who was given a role, shut out or let in."""
    person_name: str | None
    detail: str
    """How many calls, which role in which team with a space between them, or for which file number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """What a list of deeds is narrowed to; none means all. ``day`` is local, in ``HEJIE_TZ``."""

    by: PersonId | None = None
    day: date | None = None
    since: datetime | None = None
    session: SessionId | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLine:
    """One complaint in a list."""

    complaint: ComplaintId
    number: str
    alias: str
    product: str
    received_on: date
    calls: int
    last_agent: PersonId
    last_call_at: datetime


HOT: Final = 4
"""The temperature from which on a call is very hot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """What a list of calls is narrowed to; none means all. ``day`` is local, in ``HEJIE_TZ``."""

    agent: PersonId | None = None
    day: date | None = None
    outcome: Outcome | None = None
    open_only: bool = False
    unrated: bool = False
    """Calls that ended and that nobody has rated."""
    hot: bool = False
    """Calls that are, or ended, at :data:`HOT` or above."""
    stored_too: bool = False
    """Also calls that are kept for a rule alone: for what their complaint asks of us, and not to be shown."""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkFilter:
    """Whose walks are wanted; none means all."""

    playbook: PlaybookSlug | None = None
    since: datetime | None = None
    """Calls that began then or later."""


@dataclass(frozen=True, slots=True)
class WalkedCall:
    """Where one call stood, when: nothing that was said in it, nor what it is known by."""

    session: SessionId
    playbook: PlaybookSlug
    revision: Revision
    opened_at: datetime
    events: Sequence[tuple[int, Event]]
    """Those that :data:`dialogs.stays.WALKED` names, each with its version; without any words."""


class Views(Protocol):
    """Read-only questions. Each takes the actor and answers only with what that actor may see."""

    async def own_sessions(self, actor: Actor) -> Sequence[SessionLine]:
        """Return the actor's calls that are live or paused, the latest tap first; at most one is live."""
        ...

    async def sessions(self, actor: Actor, narrowed: SessionFilter) -> Sequence[SessionLine]:
        """Return calls, the latest first: staff their own, supervisors their team's, admins all."""
        ...

    async def session(self, actor: Actor, session: SessionId) -> SessionLine | None:
        """Return one call, or none when there is no such call or the actor may not see it."""
        ...

    async def all_sessions(self, actor: Actor, after: SessionId | None, limit: int) -> Sequence[SessionLine]:
        """Return a page of all calls in the order of their ids, those beyond ``after``.

        Also those that nobody is shown: for whoever may erase, and nobody else.
        """
        ...

    async def open_complaints(
        self, actor: Actor, settled_since: datetime | None = None
    ) -> Sequence[ComplaintLine]:
        """Return the complaints on which the actor had a call and which are not settled, the latest first.

        Those settled ones come behind whose latest call began at ``settled_since`` (aware) or later, if that
        is given. One whose calls were all opened by mistake is none.
        """
        ...

    async def last_channel(self, actor: Actor) -> str | None:
        """Return the channel of the actor's latest call."""
        ...

    async def call_language(self, actor: Actor) -> Language | None:
        """Return the call language of the actor's latest call."""
        ...

    async def in_use(self, actor: Actor) -> Mapping[tuple[PlaybookSlug, Revision], int]:
        """Return how many calls that have not ended are on each revision; nothing to who may not see it."""
        ...

    async def accesses(self, actor: Actor, narrowed: AccessFilter) -> Sequence[AccessLine]:
        """Return who read, exported, erased what, the latest first; nothing to who may not see it."""
        ...

    async def walks(
        self, actor: Actor, wanted: WalkFilter, after: WalkedCall | None, limit: int
    ) -> Sequence[WalkedCall]:
        """Return a page of walks, the latest call first, those that began before ``after``.

        Those over which seeing evidence reaches for the actor. A call that is kept for a rule alone is left
        out: it may be stored and nothing else. One whose words were erased has none here anyway.
        """
        ...

    async def search(self, actor: Actor, term: str, limit: int) -> Sequence[Found]:
        """Return the calls whose notes or summary hold ``term``, each once, the latest call first.

        What holding means is said in :mod:`dialogs.searching`, which has written ``term``; an empty one is
        found nowhere. Nothing is found of a call that is kept for a rule alone or whose words were erased,
        nor in words that were moved to another call or rewritten. It may take seconds where there is much to
        look through, and holds up nobody else.
        """
        ...
