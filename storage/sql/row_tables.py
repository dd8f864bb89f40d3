"""The rows of the views in a database."""

from dataclasses import dataclass
from typing import TypeVar

from dialogs.actors import Actor
from dialogs.ids import ComplaintId, PersonId, SessionId
from storage.rows import AccessRow, ComplaintRow, InvitationRow, SessionRow
from storage.sql.connection import Connection
from storage.sql.statements import statements
from storage.sql.values import columns, read_row

_SQL = statements("rows")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SqlRows:
    """A :class:`~storage.rows.Rows` inside the transaction of ``connection``."""

    connection: Connection

    def session(self, session: SessionId) -> SessionRow | None:
        """Return the row of a call."""
        return self._one("session", session, SessionRow)

    def put_session(self, row: SessionRow) -> None:
        """Insert or replace the row of a call."""
        self.connection.execute(_SQL["put_session"], columns(row))

    def complaint(self, complaint: ComplaintId) -> ComplaintRow | None:
        """Return the row of a complaint."""
        return self._one("complaint", complaint, ComplaintRow)

    def put_complaint(self, row: ComplaintRow) -> None:
        """Insert or replace the row of a complaint."""
        self.connection.execute(_SQL["put_complaint"], columns(row))

    def person(self, person: PersonId) -> Actor | None:
        """Return the row of a person."""
        return self._one("person", person, Actor)

    def put_person(self, row: Actor) -> None:
        """Insert or replace the row of a person."""
        self.connection.execute(_SQL["put_person"], columns(row))

    def invitation(self, code_digest: str) -> InvitationRow | None:
        """Return the row of an invitation."""
        return self._one("invitation", code_digest, InvitationRow)

    def put_invitation(self, row: InvitationRow) -> None:
        """Insert or replace the row of an invitation."""
        self.connection.execute(_SQL["put_invitation"], columns(row))

    def put_access(self, row: AccessRow) -> None:
        """Insert or replace the row of a deed."""
        self.connection.execute(_SQL["put_access"], columns(row))

    def forget_all(self) -> None:
        """Delete every row, before they are drawn again."""
        for table in ("sessions", "complaints", "people", "invitations", "accesses"):
            self.connection.execute(_SQL[f"forget_{table}"])

    def _one(self, name: str, key: str | int, kind: type[T]) -> T | None:
        row = self.connection.execute(_SQL[name], (key,)).fetchone()
        return None if row is None else read_row(row, kind)
