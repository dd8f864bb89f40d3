"""The rows of the views while a batch of appends is written: read once, written once a batch."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from msgspec.structs import replace

from dialogs.actors import Actor
from dialogs.ids import (
    ComplaintId,
    PersonId,
    SessionId,
    StreamId,
    StreamKind,
    complaint_stream,
    session_stream,
)
from storage.rows import AccessRow, ComplaintRow, InvitationRow, SessionRow
from storage.sql.connection import Connection, Value
from storage.sql.row_tables import SqlRows
from storage.sql.values import columns, stored_time

Key = TypeVar("Key", SessionId, ComplaintId)
Row = TypeVar("Row", SessionRow, ComplaintRow)
MOST_SESSIONS: Final = 10_000
"""Rows of calls at hand, about a kilobyte each; of complaints as many, half as large."""


@dataclass(slots=True)
class BatchRows:
    """A :class:`~storage.rows.Rows` that keeps rows of calls and complaints at hand from batch to batch.

    What we wrote last is what stands there, for as long as the appender says so. A call that was tapped
    several times within a batch is written once; and only its columns that change with a tap, because naming
    an indexed column writes the index anew even when its value stays.
    """

    _stored: SqlRows | None = None
    _sessions: OrderedDict[SessionId, SessionRow] = field(default_factory=OrderedDict)
    _before: dict[SessionId, SessionRow | None] = field(default_factory=dict)
    """Calls that this batch has changed, as they are stored."""
    _complaints: OrderedDict[ComplaintId, ComplaintRow] = field(default_factory=OrderedDict)
    _complaints_before: dict[ComplaintId, ComplaintRow | None] = field(default_factory=dict)
    """Complaints that this batch has changed, likewise."""
    _begun: set[StreamId] = field(default_factory=set)
    """Streams that this batch begins: there are no rows of them."""

    def begin(self, connection: Connection) -> None:
        """Take the connection whose transaction has just begun."""
        self._stored = SqlRows(connection)

    def changes(self) -> tuple[list[Sequence[Value]], list[dict[str, Value]], list[dict[str, Value]]]:
        """Return what the batch has changed: taps of calls, other calls, and complaints."""
        taps, others = self._changed()
        complaints = [columns(self._complaints[each]) for each in self._complaints_before]
        return taps, [columns(each) for each in others], complaints

    def _changed(self) -> tuple[list[Sequence[Value]], list[SessionRow]]:
        """Return the calls that were tapped, as columns, and those that changed otherwise."""
        taps, others = list[Sequence[Value]](), list[SessionRow]()
        for session, before in self._before.items():
            row = self._sessions[session]
            if before is not None and _only_tapped(before, row):
                taps.append(_tapped(row))
            else:
                others.append(row)
        return taps, others

    def written(self) -> None:
        """Hear that what the batch has changed was written."""
        self._clear_changes()
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        while len(self._complaints) > MOST_SESSIONS:
            self._complaints.popitem(last=False)

    def undo(self) -> None:
        """Hear that what the batch has changed was not written."""
        for session, call in self._before.items():
            _put_back(self._sessions, session, call)
        for complaint, row in self._complaints_before.items():
            _put_back(self._complaints, complaint, row)
        self._clear_changes()

    def forget_all(self) -> None:
        """Read everything again: the transaction was rolled back, or somebody else wrote rows."""
        self._sessions.clear()
        self._complaints.clear()
        self._clear_changes()

    def forget(self, stream: StreamId) -> None:
        """Read again what somebody else has changed by writing to ``stream``."""
        if stream.kind in {StreamKind.SESSION, StreamKind.REVIEW}:
            self._sessions.pop(SessionId(stream.key), None)
        elif stream.kind is StreamKind.COMPLAINT:
            self._complaints.pop(ComplaintId(stream.key), None)

    def begins(self, stream: StreamId) -> None:
        """Hear that this batch writes the first event of ``stream``."""
        self._begun.add(stream)

    def _clear_changes(self) -> None:
        self._before.clear()
        self._complaints_before.clear()
        self._begun.clear()

    @property
    def stored(self) -> SqlRows:
        """Return the rows as they are stored."""
        if self._stored is None:
            raise RuntimeError("rows are read and written inside a batch")
        return self._stored

    def session(self, session: SessionId) -> SessionRow | None:
        """Return the row of a call."""
        known = self._sessions.get(session)
        if known is not None:
            self._sessions.move_to_end(session)
            return known
        found = None if session_stream(session) in self._begun else self.stored.session(session)
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
        known = self._complaints.get(complaint)
        if known is not None:
            self._complaints.move_to_end(complaint)
            return known
        found = None if complaint_stream(complaint) in self._begun else self.stored.complaint(complaint)
        if found is not None:
            self._complaints[complaint] = found
        return found

    def put_complaint(self, row: ComplaintRow) -> None:
        """Insert or replace the row of a complaint."""
        if row.complaint not in self._complaints_before:
            self._complaints_before[row.complaint] = self.complaint(row.complaint)
        self._complaints[row.complaint] = row

    def person(self, person: PersonId) -> Actor | None:
        """Return the row of a person."""
        return self.stored.person(person)

    def put_person(self, row: Actor) -> None:
        """Insert or replace the row of a person."""
        self.stored.put_person(row)

    def invitation(self, code_digest: str) -> InvitationRow | None:
        """Return the row of an invitation."""
        return self.stored.invitation(code_digest)

    def put_invitation(self, row: InvitationRow) -> None:
        """Insert or replace the row of an invitation."""
        self.stored.put_invitation(row)

    def put_access(self, row: AccessRow) -> None:
        """Insert or replace the row of a deed."""
        self.stored.put_access(row)


def _put_back(rows: OrderedDict[Key, Row], key: Key, row: Row | None) -> None:
    if row is None:
        rows.pop(key, None)
    else:
        rows[key] = row


def _only_tapped(before: SessionRow, after: SessionRow) -> bool:
    """Tell whether nothing changed but what :func:`_tapped` holds, which is in no index."""
    untapped = replace(
        after,
        step=before.step,
        temperature=before.temperature,
        call_language=before.call_language,
        last_tap_at=before.last_tap_at,
        help_open=before.help_open,
        version=before.version,
    )
    return untapped == before


def _tapped(row: SessionRow) -> tuple[str | int | None, ...]:
    """Return the columns that a tap changes, and whose row they are."""
    return (
        row.step,
        row.temperature,
        row.call_language.value,
        stored_time(row.last_tap_at),
        row.help_open,
        row.version,
        row.session,
    )
