"""The lists and the directory in a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.ids import PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.ports import (
    HOT,
    AccessFilter,
    AccessLine,
    ComplaintLine,
    Found,
    SessionFilter,
    SessionLine,
    WalkedCall,
    WalkFilter,
)
from dialogs.roles import Role
from dialogs.texts import Language
from storage.local_days import span
from storage.rows import AccessRow, ComplaintRow, SessionRow
from storage.scope import Scope, scope_of
from storage.sql.connection import Reader, Row, Value
from storage.sql.remembered import Remembered
from storage.sql.row_tables import SqlRows
from storage.sql.searching import SqlSearch
from storage.sql.statements import statements
from storage.sql.values import read_row, scoped, stored_time
from storage.sql.walks import SqlWalks

_SQL, _LISTS = statements("views"), statements("lists")
MOST_ACTORS: Final = 10_000
_ALWAYS: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
Actors = Remembered[PersonId, Actor | None]
"""People as they were read; all forgotten whenever one of them changes, which is seldom."""


@dataclass(frozen=True, slots=True)
class SqlViews:
    """A :class:`~dialogs.ports.Views`."""

    reader: Reader
    zone: ZoneInfo
    looking: SqlSearch

    async def own_sessions(self, actor: Actor) -> Sequence[SessionLine]:
        """Return the actor's calls that are live or paused."""
        return [_line(row) for row in await self._rows("own_sessions", _own(actor))]

    async def sessions(self, actor: Actor, narrowed: SessionFilter) -> Sequence[SessionLine]:
        """Return calls, the latest first."""
        scope = scope_of(actor)
        wanted: dict[str, Value] = {
            **_span(narrowed.day, self.zone),
            "agent": narrowed.agent,
            "outcome": narrowed.outcome,
            "stored_too": narrowed.stored_too,
            "open_only": narrowed.open_only,
            "unrated": narrowed.unrated,
            "hot": narrowed.hot,
            "hot_from": HOT,
            "limit": narrowed.limit,
            "offset": narrowed.offset,
        }
        rows = await self._read(_LISTS[_list_of(scope, narrowed)], wanted | scoped(scope))
        return [_line(row) for row in rows]

    async def session(self, actor: Actor, session: SessionId) -> SessionLine | None:
        """Return one call, if the actor may see it."""
        rows = await self._rows("session", {"session": session} | scoped(scope_of(actor)))
        return _line(rows[0]) if rows else None

    async def all_sessions(self, actor: Actor, after: SessionId | None, limit: int) -> Sequence[SessionLine]:
        """Return a page of all calls in the order of their ids."""
        if reach(actor, Action.ERASE) is not Reach.ALL:
            return []
        return [
            _line(row) for row in await self._rows("all_sessions", {"after": after or "", "limit": limit})
        ]

    async def open_complaints(
        self, actor: Actor, settled_since: datetime | None = None
    ) -> Sequence[ComplaintLine]:
        """Return the complaints on which the actor had a call and which are not settled, or but lately."""
        since = stored_time(settled_since or _ALWAYS[1])
        rows = await self._rows("open_complaints", _own(actor) | {"since": since})
        return [read_row(row, ComplaintRow).line() for row in rows]

    async def last_channel(self, actor: Actor) -> str | None:
        """Return the channel of the actor's latest call."""
        latest = await self._latest(actor)
        return latest.channel if latest else None

    async def call_language(self, actor: Actor) -> Language | None:
        """Return the call language of the actor's latest call."""
        latest = await self._latest(actor)
        return latest.call_language if latest else None

    async def in_use(self, actor: Actor) -> Mapping[tuple[PlaybookSlug, Revision], int]:
        """Return how many calls that have not ended are on each revision."""
        if reach(actor, Action.WRITE_PLAYBOOKS) is not Reach.ALL:
            return {}
        rows = await self._rows("in_use", {})
        return {(row["playbook"], row["revision"]): row["calls"] for row in rows}

    async def accesses(self, actor: Actor, narrowed: AccessFilter) -> Sequence[AccessLine]:
        """Return who read, exported, erased what, the latest first."""
        if reach(actor, Action.SEE_ACCESS) is not Reach.ALL:
            return []
        begins, ends = span(narrowed.day, self.zone) if narrowed.day else _ALWAYS
        wanted: dict[str, Value] = {
            "by": narrowed.by,
            "begins": stored_time(max(begins, narrowed.since or begins)),
            "ends": stored_time(ends),
            "session": narrowed.session,
            "limit": narrowed.limit,
            "offset": narrowed.offset,
        }
        # Two questions rather than one with a condition that may be empty: so each finds its index.
        rows = await self._rows("accesses" if narrowed.by is None else "accesses_of_person", wanted)
        return [
            read_row(row, AccessRow).line(row["by_name"], row["alias"], row["person_name"]) for row in rows
        ]

    async def walks(
        self, actor: Actor, wanted: WalkFilter, after: WalkedCall | None, limit: int
    ) -> Sequence[WalkedCall]:
        """Return a page of walks, the latest call first."""
        scope = scope_of(actor, Action.SEE_EVIDENCE)
        return await SqlWalks(self.looking.looker).page(scope, wanted, after, limit)

    async def search(self, actor: Actor, term: str, limit: int) -> Sequence[Found]:
        """Return the calls whose words hold ``term``."""
        return await self.looking.found(scope_of(actor, Action.SEARCH), term, limit)

    async def _latest(self, actor: Actor) -> SessionRow | None:
        rows = await self._rows("latest", _own(actor))
        return read_row(rows[0], SessionRow) if rows else None

    async def _rows(self, name: str, values: Mapping[str, Value]) -> list[Row]:
        return await self._read(_SQL[name], values)

    async def _read(self, statement: str, values: Mapping[str, Value]) -> list[Row]:
        return await self.reader.run(lambda connection: connection.execute(statement, values).fetchall())


@dataclass(frozen=True, slots=True)
class SqlDirectory:
    """A :class:`~dialogs.ports.Directory`."""

    reader: Reader
    actors: Actors

    async def actor(self, person: PersonId) -> Actor | None:
        """Return the person, disabled or not."""

        async def read() -> Actor | None:
            return await self.reader.run(lambda connection: SqlRows(connection).person(person))

        return await self.actors.read(person, read)

    async def members(
        self, team: TeamId | None = None, role: Role | None = None, *, disabled_too: bool = False
    ) -> Sequence[Actor]:
        """Return the people, by name; who is disabled only if asked for."""
        wanted = {"team": team, "role": role, "disabled_too": disabled_too}
        rows = await self.reader.run(
            lambda connection: connection.execute(_SQL["members"], wanted).fetchall()
        )
        return [read_row(row, Actor) for row in rows]


def _own(actor: Actor) -> dict[str, Value]:
    """Whose own calls: nobody's for a disabled person."""
    return {"own": None if scope_of(actor) == Scope() else actor.person}


def _list_of(scope: Scope, narrowed: SessionFilter) -> str:
    """Name the statement that the right index serves: whose calls, and what they are narrowed to."""
    if narrowed.unrated or narrowed.hot:
        return "picked"
    everybodys = "everybodys" if scope.everything else "theirs"
    whose = everybodys if narrowed.agent is None else "agents"
    ended_so = "calls" if narrowed.outcome is None else "ended_so"
    return f"{whose}_{'open' if narrowed.open_only else ended_so}"


def _span(day: date | None, zone: ZoneInfo) -> dict[str, Value]:
    """Return when a local day begins and ends as columns hold it; without one, all that can be written."""
    if day is None:
        return {"begins": "", "ends": "~"}
    begins, ends = span(day, zone)
    return {"begins": stored_time(begins), "ends": stored_time(ends)}


def _line(row: Row) -> SessionLine:
    return read_row(row, SessionRow).line(row["agent_name"])
