"""The lists and the directory in memory."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.ids import PersonId, PlaybookSlug, Revision, SessionId, TeamId, session_stream
from dialogs.ports import (
    HOT,
    AccessFilter,
    AccessLine,
    ComplaintLine,
    Found,
    Kept,
    SessionFilter,
    SessionLine,
    SessionStatus,
    WalkedCall,
    WalkFilter,
)
from dialogs.roles import Role
from dialogs.searching import latest_holding
from dialogs.texts import Language
from storage.local_days import span
from storage.memory.log import MemoryEvents
from storage.memory.tables import Tables
from storage.rows import AccessRow, SessionRow
from storage.scope import scope_of
from storage.walks import WALKED_TYPES, without_words


@dataclass(frozen=True, slots=True)
class MemoryViews:
    """A :class:`~dialogs.ports.Views`."""

    tables: Tables
    zone: ZoneInfo

    async def own_sessions(self, actor: Actor) -> Sequence[SessionLine]:
        """Return the actor's calls that are live or paused."""
        own = [row for row in self._own(actor) if row.status is not SessionStatus.ENDED]
        own.sort(key=lambda row: (row.last_tap_at, row.session), reverse=True)
        return [self._line(row) for row in own]

    async def sessions(self, actor: Actor, narrowed: SessionFilter) -> Sequence[SessionLine]:
        """Return calls, the latest first."""
        rows = [row for row in self._seen(actor) if self._fits(row, narrowed)]
        rows.sort(key=lambda row: (row.opened_at, row.session), reverse=True)
        page = rows[narrowed.offset : narrowed.offset + narrowed.limit]
        return [self._line(row) for row in page]

    async def session(self, actor: Actor, session: SessionId) -> SessionLine | None:
        """Return one call, if the actor may see it."""
        return next((self._line(row) for row in self._shown(actor) if row.session == session), None)

    async def all_sessions(self, actor: Actor, after: SessionId | None, limit: int) -> Sequence[SessionLine]:
        """Return a page of all calls in the order of their ids."""
        if reach(actor, Action.ERASE) is not Reach.ALL:
            return []
        rows = sorted(self.tables.rows.sessions.items())
        return [self._line(row) for session, row in rows if session > (after or "")][:limit]

    async def open_complaints(
        self, actor: Actor, settled_since: datetime | None = None
    ) -> Sequence[ComplaintLine]:
        """Return the complaints on which the actor had a call and which are not settled, or but lately."""
        own = {row.complaint for row in self._own(actor)}
        rows = [
            row
            for row in self.tables.rows.complaints.values()
            if row.complaint in own
            and row.calls > 0
            and (not row.settled or (settled_since is not None and row.last_call_at >= settled_since))
        ]
        rows.sort(key=lambda row: (not row.settled, row.last_call_at, row.complaint), reverse=True)
        return [row.line() for row in rows]

    async def last_channel(self, actor: Actor) -> str | None:
        """Return the channel of the actor's latest call."""
        latest = self._latest(actor)
        return latest.channel if latest else None

    async def call_language(self, actor: Actor) -> Language | None:
        """Return the call language of the actor's latest call."""
        latest = self._latest(actor)
        return latest.call_language if latest else None

    async def in_use(self, actor: Actor) -> Mapping[tuple[PlaybookSlug, Revision], int]:
        """Return how many calls that have not ended are on each revision."""
        if reach(actor, Action.WRITE_PLAYBOOKS) is not Reach.ALL:
            return {}
        rows = self.tables.rows.sessions.values()
        return Counter((row.playbook, row.revision) for row in rows if row.status is not SessionStatus.ENDED)

    async def accesses(self, actor: Actor, narrowed: AccessFilter) -> Sequence[AccessLine]:
        """Return who read, exported, erased what, the latest first."""
        if reach(actor, Action.SEE_ACCESS) is not Reach.ALL:
            return []
        rows = [row for row in self.tables.rows.accesses.values() if self._fits_deed(row, narrowed)]
        rows.sort(key=lambda row: (row.at, row.stream_key, row.version), reverse=True)
        return [self._deed(row) for row in rows[narrowed.offset : narrowed.offset + narrowed.limit]]

    async def walks(
        self, actor: Actor, wanted: WalkFilter, after: WalkedCall | None, limit: int
    ) -> Sequence[WalkedCall]:
        """Return a page of walks, the latest call first."""
        scope = scope_of(actor, Action.SEE_EVIDENCE)
        rows = [
            row
            for row in self.tables.rows.sessions.values()
            if scope.admits(row.agent, row.team)
            and row.kept is not Kept.STORED
            and wanted.playbook in {None, row.playbook}
            and (wanted.since is None or row.opened_at >= wanted.since)
            and (after is None or (row.opened_at, row.session) < (after.opened_at, after.session))
        ]
        rows.sort(key=lambda row: (row.opened_at, row.session), reverse=True)
        return [self._walk(row) for row in rows[:limit]]

    def _walk(self, row: SessionRow) -> WalkedCall:
        stream = session_stream(row.session)
        stored = enumerate(self.tables.streams[stream], start=1)
        wanted = [(version, each) for version, each in stored if each.type in WALKED_TYPES]
        events = [(version, without_words(each, stream, version)) for version, each in wanted]
        return WalkedCall(row.session, row.playbook, row.revision, row.opened_at, events)

    async def search(self, actor: Actor, term: str, limit: int) -> Sequence[Found]:
        """Return the calls whose words hold ``term``."""
        scope, found = scope_of(actor, Action.SEARCH), list[Found]()
        rows = [row for row in self.tables.rows.sessions.values() if scope.admits(row.agent, row.team)]
        for row in sorted(rows, key=lambda row: (row.opened_at, row.session), reverse=True):
            if row.kept is Kept.OPEN and len(found) < limit:
                events = await MemoryEvents(self.tables).load(session_stream(row.session))
                said = latest_holding(events, term)
                if said is not None:
                    found.append(Found(self._line(row), said.version, said.said_at, said.words))
        return found

    def _deed(self, row: AccessRow) -> AccessLine:
        by = self.tables.rows.person(row.by)
        call = None if row.session is None else self.tables.rows.session(row.session)
        person = None if row.person is None else self.tables.rows.person(row.person)
        return row.line(
            by.name if by else None, call.alias if call else None, person.name if person else None
        )

    def _fits_deed(self, row: AccessRow, narrowed: AccessFilter) -> bool:
        if narrowed.day is not None:
            begins, ends = span(narrowed.day, self.zone)
            if not begins <= row.at < ends:
                return False
        return (
            (narrowed.by is None or row.by == narrowed.by)
            and (narrowed.since is None or row.at >= narrowed.since)
            and (narrowed.session is None or row.session == narrowed.session)
        )

    def _latest(self, actor: Actor) -> SessionRow | None:
        return max(self._own(actor), key=lambda row: (row.opened_at, row.session), default=None)

    def _seen(self, actor: Actor) -> Iterator[SessionRow]:
        scope = scope_of(actor)
        return (row for row in self.tables.rows.sessions.values() if scope.admits(row.agent, row.team))

    def _shown(self, actor: Actor) -> Iterator[SessionRow]:
        return (row for row in self._seen(actor) if row.kept is not Kept.STORED)

    def _own(self, actor: Actor) -> Iterator[SessionRow]:
        return (row for row in self._seen(actor) if row.agent == actor.person)

    def _fits(self, row: SessionRow, narrowed: SessionFilter) -> bool:
        if narrowed.day is not None:
            begins, ends = span(narrowed.day, self.zone)
            if not begins <= row.opened_at < ends:
                return False
        return (
            (narrowed.agent is None or row.agent == narrowed.agent)
            and (narrowed.outcome is None or row.outcome is narrowed.outcome)
            and not (narrowed.open_only and row.status is SessionStatus.ENDED)
            and not (narrowed.unrated and (row.score is not None or row.status is not SessionStatus.ENDED))
            and not (narrowed.hot and (row.temperature or 0) < HOT)
            and (narrowed.stored_too or row.kept is not Kept.STORED)
        )

    def _line(self, row: SessionRow) -> SessionLine:
        agent = self.tables.rows.person(row.agent)
        return row.line(agent.name if agent else None)


@dataclass(frozen=True, slots=True)
class MemoryDirectory:
    """A :class:`~dialogs.ports.Directory`."""

    tables: Tables

    async def actor(self, person: PersonId) -> Actor | None:
        """Return the person, disabled or not."""
        return self.tables.rows.person(person)

    async def members(
        self, team: TeamId | None = None, role: Role | None = None, *, disabled_too: bool = False
    ) -> Sequence[Actor]:
        """Return the people, by name; who is disabled only if asked for."""
        people = [
            person
            for person in self.tables.rows.people.values()
            if (disabled_too or not person.disabled)
            and (team is None or person.team == team)
            and (role is None or person.role is role)
        ]
        return sorted(people, key=lambda person: (person.name, person.person))
