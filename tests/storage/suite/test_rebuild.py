from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.events import (
    Event,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    InvitationRefused,
    PersonDisabled,
    SessionRated,
)
from dialogs.ids import PersonId, SessionId, StreamId, invitation_stream, person_stream, review_stream
from dialogs.ports import SessionFilter
from dialogs.program import Outcome
from storage.event_types import EVENT_TYPES
from storage.memory.tables import RowTables
from storage.opening import Storage
from storage.projections import project
from storage.rows import InvitationRow
from tests.storage.builders import (
    ADMIN,
    EVERYBODY,
    LIN,
    MEI,
    NOON,
    admit,
    after,
    call,
    called,
    chosen,
    closed,
    complaint_of,
    opened,
    received,
    write,
)
from tests.storage.event_values import events_of

MADE = InvitationMade(
    at=NOON, by=ADMIN.person, code_digest="d1", role=LIN.role, team=LIN.team, expires_at=after(60)
)
REDEEMED = InvitationRedeemed(
    at=after(1), by=MEI.person, code_digest="d1", person=MEI.person, name="测试", language=MEI.language
)


async def seen_by_all(storage: Storage) -> list[object]:
    seen: list[object] = [list(await storage.directory.members())]
    for actor in EVERYBODY:
        seen += [
            await storage.directory.actor(actor.person),
            list(await storage.views.sessions(actor, SessionFilter())),
            list(await storage.views.own_sessions(actor)),
            list(await storage.views.open_complaints(actor)),
        ]
    return seen


async def a_day(storage: Storage) -> None:
    await admit(storage)
    await write(storage, call("S1"), opened("S1"), chosen("a"))
    await write(storage, complaint_of("C1"), received("C1"), called("S1"))
    await write(storage, call("S2"), opened("S2", MEI, complaint="C2", at=after(3)))
    await write(storage, complaint_of("C2"), received("C2", MEI), called("S2", MEI), closed(Outcome.PROMISED))
    await write(storage, call("S1"), chosen("b", at=after(9)))
    await write(storage, review_stream(SessionId("S1")), SessionRated(at=after(9), by=ADMIN.person, score=4))
    await write(
        storage, person_stream(MEI.person), PersonDisabled(at=NOON, by=ADMIN.person, person=MEI.person)
    )


async def test_rebuilt_rows_are_those_that_grew_with_the_log(storage: Storage) -> None:
    await a_day(storage)
    before = await seen_by_all(storage)

    read = await storage.upkeep.rebuild()

    assert read == len(EVERYBODY) + 11
    assert await seen_by_all(storage) == before


def test_rows_follow_an_invitation() -> None:
    stream, rows = invitation_stream("d1"), RowTables()
    made = InvitationRow(
        code_digest="d1", role=LIN.role, team=LIN.team, inviter=ADMIN.person, expires_at=after(60)
    )
    story: tuple[Event, ...] = (REDEEMED, MADE, REDEEMED)
    seen = []
    for version, event in enumerate(story, 1):
        project(rows, stream, version, event)
        seen.append(rows.invitation("d1"))

    used = replace(made, person=MEI.person)
    assert seen == [None, made, used]
    ends: tuple[Event, ...] = (
        InvitationConfirmed(at=NOON, by=ADMIN.person, code_digest="d1", person=MEI.person),
        InvitationRefused(at=NOON, by=ADMIN.person, code_digest="d1", person=MEI.person),
    )
    for end in ends:
        settled = RowTables(invitations={"d1": used})
        project(settled, stream, 4, end)
        assert settled.invitation("d1") == replace(used, settled=True)


STREAMS: Sequence[StreamId] = (
    call(),
    complaint_of(),
    review_stream(SessionId("S1")),
    person_stream(PersonId(1)),
    invitation_stream("d1"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(STREAMS), st.sampled_from(EVENT_TYPES).flatmap(lambda each: events_of(each.event))
        ),
        max_size=12,
    )
)
def test_no_event_in_any_stream_breaks_the_rows(history: list[tuple[StreamId, Event]]) -> None:
    rows = RowTables()

    for version, (stream, event) in enumerate(history, 1):
        project(rows, stream, version, event)

    assert all(row.last_tap_at.tzinfo is not None for row in rows.sessions.values())
