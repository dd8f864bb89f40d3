"""SQLite keeps the very rows that memory keeps, whatever the events."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.events import ComplaintReceived, Event, InvitationMade, PersonAdmitted, SessionOpened
from dialogs.ids import ComplaintId, PersonId, SessionId, StreamId, invitation_stream, person_stream
from storage.event_types import EVENT_TYPES
from storage.memory.tables import RowTables
from storage.projections import project
from storage.sql.row_tables import SqlRows
from storage.sqlite.migrate import known_migrations, migrate
from tests.storage.builders import NOON, call, complaint_of
from tests.storage.event_values import events_of

SESSION, COMPLAINT, PERSON, DIGEST = SessionId("S1"), ComplaintId("C1"), PersonId(1), "d1"


def any_event() -> st.SearchStrategy[Event]:
    return st.sampled_from(EVENT_TYPES).flatmap(lambda each: events_of(each.event))


def history(
    stream: StreamId, first: st.SearchStrategy[Event]
) -> st.SearchStrategy[list[tuple[StreamId, Event]]]:
    return st.tuples(first, st.lists(any_event(), max_size=6)).map(
        lambda parts: [(stream, parts[0]), *((stream, event) for event in parts[1])]
    )


def same_key(event: Event) -> Event:
    """Give an event that names its own stream the key of the stream it stands in."""
    match event:
        case SessionOpened():
            return replace(event, session=SESSION)
        case ComplaintReceived():
            return replace(event, complaint=COMPLAINT)
        case PersonAdmitted():
            return replace(event, person=PERSON)
        case InvitationMade():
            return replace(event, code_digest=DIGEST)
        case _:
            return event


@contextmanager
def empty() -> Iterator[SqlRows]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        migrate(connection, known_migrations(), NOON)
        yield SqlRows(connection)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(
        history(call(), events_of(SessionOpened)),
        history(complaint_of(), events_of(ComplaintReceived)),
        history(person_stream(PERSON), events_of(PersonAdmitted)),
        history(invitation_stream(DIGEST), events_of(InvitationMade)),
    )
)
def test_rows_in_the_file_are_those_in_memory(histories: tuple[list[tuple[StreamId, Event]], ...]) -> None:
    rows = RowTables()
    with empty() as file:
        for version, (stream, event) in enumerate((each for part in histories for each in part), 1):
            project(rows, stream, version, same_key(event))
            project(file, stream, version, same_key(event))

        assert file.session(SESSION) == rows.session(SESSION) is not None
        assert file.complaint(COMPLAINT) == rows.complaint(COMPLAINT) is not None
        assert file.person(PERSON) == rows.person(PERSON) is not None
        assert file.invitation(DIGEST) == rows.invitation(DIGEST) is not None
