"""A history in a database that cannot be read as a whole: what can be read of it comes with the error."""

import pytest

from dialogs.errors import UnreadableStreamError
from dialogs.events import Event, PlaybookImported, RevisionRecalled, WordsNoted
from dialogs.ids import PlaybookSlug, StepId, StreamId, playbook_stream
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.event_types import BY_NAME
from storage.opening import Storage
from tests.storage.builders import COACH, LIN, NOON, REVISION, call, opened, write

REFUND = PlaybookSlug("refund")
IMPORTED = PlaybookImported(at=NOON, by=COACH.person, playbook=REFUND, revision=REVISION)
RECALLED = RevisionRecalled(at=NOON, by=COACH.person, playbook=REFUND, revision=REVISION, reason="x")
SAID = WordsNoted(
    at=NOON, by=LIN.person, place=Place.FACT, words=Sealed("年费"), step=StepId("greet"), said_at=NOON
)


@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
@pytest.mark.parametrize(
    ("stream", "events", "readable"),
    [
        (playbook_stream(REFUND), (IMPORTED, RECALLED), [RECALLED]),
        (call(), (opened(), SAID), []),
    ],
    ids=["a playbook", "a call, of which no word stands in an error"],
)
async def test_history_of_which_an_event_cannot_be_read_brings_the_others(
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
    stream: StreamId,
    events: tuple[Event, ...],
    readable: list[Event],
) -> None:
    await write(storage, stream, *events)
    monkeypatch.delitem(BY_NAME, type(events[0]).__name__)

    with pytest.raises(UnreadableStreamError) as raised:
        await storage.events.load(stream)

    assert list(raised.value.readable) == readable
