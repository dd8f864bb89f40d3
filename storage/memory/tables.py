"""What a store in memory holds."""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from dialogs.actors import Actor
from dialogs.ids import Cause, ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, StreamId
from dialogs.ports import Dispatch, SetAside, ShownCard
from storage.codec import Encoded
from storage.keyring import Keyring, WrappedKey
from storage.rows import AccessRow, ComplaintRow, InvitationRow, SessionRow

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class RowTables:
    """The rows of the views, by key."""

    sessions: MutableMapping[SessionId, SessionRow] = field(default_factory=dict)
    complaints: MutableMapping[ComplaintId, ComplaintRow] = field(default_factory=dict)
    people: MutableMapping[PersonId, Actor] = field(default_factory=dict)
    invitations: MutableMapping[str, InvitationRow] = field(default_factory=dict)
    accesses: MutableMapping[tuple[str, int], AccessRow] = field(default_factory=dict)
    """By stream and version."""

    def draft(self) -> "RowTables":
        """Return rows that begin as these and can change without them; see :meth:`accept`."""
        return RowTables(
            ChainMap({}, self.sessions),
            ChainMap({}, self.complaints),
            ChainMap({}, self.people),
            ChainMap({}, self.invitations),
            ChainMap({}, self.accesses),
        )

    def accept(self, draft: "RowTables") -> None:
        """Take over what changed in a draft of these rows."""
        _accept(self.sessions, draft.sessions)
        _accept(self.complaints, draft.complaints)
        _accept(self.people, draft.people)
        _accept(self.invitations, draft.invitations)
        _accept(self.accesses, draft.accesses)

    def session(self, session: SessionId) -> SessionRow | None:
        """Return the row of a call."""
        return self.sessions.get(session)

    def put_session(self, row: SessionRow) -> None:
        """Insert or replace the row of a call."""
        self.sessions[row.session] = row

    def complaint(self, complaint: ComplaintId) -> ComplaintRow | None:
        """Return the row of a complaint."""
        return self.complaints.get(complaint)

    def put_complaint(self, row: ComplaintRow) -> None:
        """Insert or replace the row of a complaint."""
        self.complaints[row.complaint] = row

    def person(self, person: PersonId) -> Actor | None:
        """Return the row of a person."""
        return self.people.get(person)

    def put_person(self, row: Actor) -> None:
        """Insert or replace the row of a person."""
        self.people[row.person] = row

    def invitation(self, code_digest: str) -> InvitationRow | None:
        """Return the row of an invitation."""
        return self.invitations.get(code_digest)

    def put_invitation(self, row: InvitationRow) -> None:
        """Insert or replace the row of an invitation."""
        self.invitations[row.code_digest] = row

    def put_access(self, row: AccessRow) -> None:
        """Insert or replace the row of a deed."""
        self.accesses[row.stream_key, row.version] = row


def _accept(rows: MutableMapping[K, V], draft: MutableMapping[K, V]) -> None:
    if isinstance(draft, ChainMap):
        rows.update(draft.maps[0])


@dataclass(slots=True)
class Tables:
    """Everything; events are kept in their stored form, so that nothing unsaved can hide."""

    log: list[tuple[StreamId, int, Encoded]] = field(default_factory=list)
    """Every event in the order of writing, with its stream and version."""
    streams: dict[StreamId, list[Encoded]] = field(default_factory=dict)
    causes: dict[Cause, Mapping[StreamId, int]] = field(default_factory=dict)
    rows: RowTables = field(default_factory=RowTables)
    dispatches: dict[int, Dispatch] = field(default_factory=dict)
    shown: dict[tuple[int, int], ShownCard] = field(default_factory=dict)
    """By chat and message."""
    revisions: dict[Revision, tuple[PlaybookSlug, Mapping[str, bytes]]] = field(default_factory=dict)
    """In the order in which they were kept."""
    failures: dict[Cause, int] = field(default_factory=dict)
    set_aside: dict[Cause, SetAside] = field(default_factory=dict)
    announced: list[tuple[SessionId, int, datetime]] = field(default_factory=list)
    """Erasures: the call, its version when that was decided, and when."""
    bot: int | None = None
    keyring: Keyring = field(default_factory=lambda: Keyring.fresh(date(2000, 1, 1)))
    """Made with the tables and gone with them."""
    data_keys: dict[str, WrappedKey] = field(default_factory=dict)
    """By call."""
