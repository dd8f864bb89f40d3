"""Whose card a whisper stands on, and for how long."""

from datetime import UTC

from dialogs.events import SessionHandedOver
from tests.builders.calls import CHIEF, COLLEAGUE, NOON, call

AT = NOON.astimezone(UTC)


def test_what_was_whispered_was_for_the_agent_from_whom_a_call_passes_on() -> None:
    made = call().do(call().wish.whisper("先问清楚金额"))
    before = made.state

    made.record(SessionHandedOver(at=AT, by=CHIEF.person, to=COLLEAGUE.person))

    assert (len(before.whispers), len(made.state.whispers)) == (1, 0)
