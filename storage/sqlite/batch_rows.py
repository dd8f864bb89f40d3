"""The rows of the views while a batch of appends is written: read once, written once a batch."""

import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from dialogs.actors import Actor
from dialogs.ids import ComplaintId, PersonId, SessionId
from storage.rows import AccessRow, ComplaintRow, InvitationRow, SessionRow
from storage.sqlite.bulk import write_rows
from storage.sqlite.queries import queries
from storage.sqlite.row_tables import SqliteRows
from storage.sqlite.values import stored_time

_SQL = queries("rows")
MOST_SESSIONS: Final = 10_000
"""Rows of calls at hand, about a kilobyte each."""


@dataclass(slots=True)
class BatchRows:
    """A :class:`~storage.rows.Rows` that keeps the rows of calls at hand from one batch to the next.

    One connection writes the file, so that what it wrote last is what stands there. A call that was tapped
    several times within a batch is written once; and only its columns that change with a tap, because naming
    an indexed column writes the index anew even when its value stays.
    """

    _file: SqliteRows | None = None
    _sessions: OrderedDict[SessionId, SessionRow] = field(default_factory=OrderedDict)
    _before: dict[SessionId, SessionRow | None] = field(default_factory=dict)
    """Calls that this batch has changed, as they stand in the file."""

    def begin(self, connection: sqlite3.Connection) -> None:
        """Take the connection whose transaction has just begun."""
        self._file = SqliteRows(connection)

    def flush(self) -> None:
        """Write what the batch has changed."""
        taps, others = [], []
        for session, before in self._before.items():
            row = self._sessions[session]
            if before is not None and _only_tapped(before, row):
                taps.append(_tapped(row))
            else:
                others.append(row)
        if taps:
            write_rows(self.file.connection, _SQL["tap_session"], taps)
        for row in others:
            self.file.put_session(row)
        self._before.clear()
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)

    def forget_all(self) -> None:
        """Read everything again: the transaction was rolled back, or somebody else wrote rows."""
        self._sessions.clear()
        self._before.clear()

    @property
    def file(self) -> SqliteRows:
        """Return the rows in the file."""
        if self._file is None:
            raise RuntimeError("rows are read and written inside a batch")
        return self._file

    def session(self, session: SessionId) -> SessionRow | None:
        """Return the row of a call."""
        known = self._sessions.get(session)
        if known is not None:
            self._sessions.move_to_end(session)
            return known
        found = self.file.session(session)
        if found is not None:
            self._sessions[session] = found
        return found

    def put_session(self, row: SessionRow) -> None:
        """Insert or replace the row of a call."""
        if row.session not in self._before:
            self._before[row.session] = self.session(row.session)
        self._sessions[row.session] = row

    def complaint(self, complaint: ComplaintId) -> ComplaintRow | None:
        """Return the row of a complaint."""
        return self.file.complaint(complaint)

    def put_complaint(self, row: ComplaintRow) -> None:
        """Insert or replace the row of a complaint."""
        self.file.put_complaint(row)

    def person(self, person: PersonId) -> Actor | None:
        """Return the row of a person."""
        return self.file.person(person)

    def put_person(self, row: Actor) -> None:
        """Insert or replace the row of a person."""
        self.file.put_person(row)

    def invitation(self, code_digest: str) -> InvitationRow | None:
        """Return the row of an invitation."""
        return self.file.invitation(code_digest)

    def put_invitation(self, row: InvitationRow) -> None:
        """Insert or replace the row of an invitation."""
        self.file.put_invitation(row)

    def put_access(self, row: AccessRow) -> None:
        """Insert or replace the row of a deed."""
        self.file.put_access(row)


def _only_tapped(before: SessionRow, after: SessionRow) -> bool:
    """Tell whether nothing changed that an index or a rare column holds."""
    return (
        before.agent == after.agent
        and before.status == after.status
        and before.opened_at == after.opened_at
        and before.team == after.team
        and before.ended_at == after.ended_at
        and before.kept == after.kept
        and before.held == after.held
        and before.score == after.score
        and before.outcome == after.outcome
    )


def _tapped(row: SessionRow) -> tuple[str | int | None, ...]:
    return (
        row.step,
        row.temperature,
        row.call_language.value,
        stored_time(row.last_tap_at),
        row.help_open,
        row.version,
        row.session,
    )
