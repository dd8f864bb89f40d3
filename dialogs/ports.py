"""What the core needs of the world, with the semantics that every adapter must keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from dialogs.actors import Actor
from dialogs.events import Event
from dialogs.ids import Cause, ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, StreamId, TeamId
from dialogs.program import Outcome, Program
from dialogs.roles import Role
from dialogs.texts import Language


class NoticeKind(StrEnum):
    """Messages that are sent exactly once, apart from the card."""

    HELP_ASKED = "help_asked"
    HELP_UNANSWERED = "help_unanswered"
    REVIEWED = "reviewed"
    REVIEW_ANSWERED = "review_answered"
    ADMITTED = "admitted"
    INVITATION_REDEEMED = "invitation_redeemed"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to one person, sent once, at ``due_at`` or soon after; worded when it is sent."""

    kind: NoticeKind
    to: PersonId
    due_at: datetime
    about: StreamId
    """The stream that it speaks of, e.g. the session in which help was asked."""
    version: int = 0
    """The version of that stream which gave rise to it."""


@dataclass(frozen=True, slots=True)
class Write:
    """Events for one stream, with the version (number of events) that the writer saw there."""

    stream: StreamId
    expected: int
    events: tuple[Event, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Appended:
    """Everything was written and is durable; ``versions`` are the streams' new versions."""

    versions: Mapping[StreamId, int]


@dataclass(frozen=True, slots=True)
class AlreadyRecorded:
    """This cause was written before; nothing was written now. ``versions`` are those it led to then."""

    versions: Mapping[StreamId, int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another writer was faster on ``stream``; nothing was written."""

    stream: StreamId
    actual: int


class StorageUnavailableError(Exception):
    """The log cannot be read or written now; nothing was acknowledged, try again later."""


class EventStore(Protocol):
    """The log. Streams are append-only; the events of a stream are numbered 1, 2, 3 … without a hole."""

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order; empty when there is none.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        ...

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to, or none when it never wrote anything.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        ...

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing.

        The cause is looked up first, then the expected versions in order. An answer other than an exception
        means that it is durable. A cancelled caller leaves the outcome unknown but never half-done: the same
        cause may be tried again.

        Raises:
            StorageUnavailableError: nothing is known to be written; the same cause may be tried again.
        """
        ...


class Programs(Protocol):
    """Compiled playbooks. A revision that a session once used can be loaded for ever."""

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook that new calls may use."""
        ...

    def troubles(self) -> Sequence[str]:
        """Return what is wrong with playbooks of the library, a line each; their last good form serves."""
        ...

    def current(self, playbook: PlaybookSlug) -> Program | None:
        """Return the revision on which new calls of ``playbook`` begin."""
        ...

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        """Return exactly this revision, compiled from its stored sources when it is no longer current."""
        ...

    async def keep(self, program: Program) -> None:
        """Make the sources of ``program`` durable; does nothing when they already are."""
        ...


class Revisions(Protocol):
    """Sources of playbooks by revision, written with the first session that uses them."""

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        """Store the closure (relative path → bytes) once; the same revision again changes nothing."""
        ...

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        """Return the closure of ``revision``, or none when it was never kept."""
        ...

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return the revision of ``playbook`` that was kept last: the last one known to be good."""
        ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """What a list of calls is narrowed to; none means all. ``day`` is local, in ``HEJIE_TZ``."""

    agent: PersonId | None = None
    day: date | None = None
    outcome: Outcome | None = None
    open_only: bool = False
    limit: int = 20
    offset: int = 0


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

    async def open_complaints(self, actor: Actor) -> Sequence[ComplaintLine]:
        """Return the complaints on which the actor had a call and which are not settled, the latest first."""
        ...

    async def last_channel(self, actor: Actor) -> str | None:
        """Return the channel of the actor's latest call."""
        ...

    async def call_language(self, actor: Actor) -> Language | None:
        """Return the call language of the actor's latest call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """Which card was last drawn where."""

    chat: int
    message: int
    session: SessionId | None
    """None for a card that belongs to no call, e.g. the list of a supervisor."""
    version: int
    digest: str
    """Of the rendered text and buttons, so that what would not change is left; empty for a person's text."""
    below: int = 0
    """How many messages stand under it."""
    live: bool = True
    """Whether it still has its buttons."""


class ShownCards(Protocol):
    """Where cards stand in chats. Losing it costs a second copy of a card, never an event."""

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        """Return the latest card of a call in a chat."""
        ...

    async def at(self, chat: int, message: int) -> ShownCard | None:
        """Return the card that stands at this message."""
        ...

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        """Return the messages of a chat that carry something of a call: its cards, the texts noted in it."""
        ...

    async def forget(self, chat: int, message: int) -> None:
        """Forget a message, because it was deleted from the chat."""
        ...

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        """Return the cards in a chat that still have buttons."""
        ...

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        """Compare and set by (chat, message): false, nothing written, unless ``after`` is what is stored.

        What ``can_wait`` may take a moment longer, in company with other writes.
        """
        ...

    async def passed(self, chat: int) -> None:
        """Count one more message under every card of the chat."""
        ...

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        """Return live cards of calls whose log is newer than what they show, with the call's version."""
        ...


class DispatchState(StrEnum):
    """How far a notice has come."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A notice as stored: ``again`` when a crash may have sent it already."""

    id: int
    notice: Notice
    state: DispatchState
    again: bool = False
    message: int | None = None


class Dispatches(Protocol):
    """The notices, each written in its event's own transaction."""

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        """Return what is due at ``now``, oldest first, and mark it sending."""
        ...

    async def recover(self) -> int:
        """At start: make whatever was left ``sending`` due again, marked ``again``; return how many."""
        ...

    async def sent(self, dispatch: int, message: int) -> None:
        """Mark one as sent, as message number ``message`` of the recipient's chat."""
        ...

    async def dropped(self, dispatch: int) -> None:
        """Mark one as no longer wanted."""
        ...

    async def put_off(self, dispatch: int, until: datetime) -> None:
        """Make one due again later, after a refusal that may pass."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice falls due."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An update that raised again and again: its ids and the error's class, never its words."""

    cause: Cause
    chat: int
    person: PersonId
    error: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


class Quarantine(Protocol):
    """Updates that could not be handled."""

    async def failures(self, cause: Cause) -> int:
        """Count one more failure of this cause and return the count, durable across restarts."""
        ...

    async def set_aside(self, what: SetAside) -> None:
        """Record that this update was given up."""
        ...
