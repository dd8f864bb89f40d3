"""A call as a supervisor reads it: seconds on each step, what was shown, what was taken back."""

from datetime import UTC, timedelta

import pytest

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import PauseReason, PersonDisabled, SessionHandedOver
from dialogs.timeline import Entry, Timeline, trace
from tests.builders.calls import AGENT, CHIEF, NOON, Call, agreeing, call, composing, settled
from tests.builders.program import SMALL

AT = NOON.astimezone(UTC)


def told(made: Call) -> Timeline:
    return trace(made.program, made.events)


def struck(made: Call) -> list[str]:
    return [entry.text.key for entry in told(made).entries if entry.undone]


def seconds(made: Call) -> list[int]:
    return [entry.seconds for entry in told(made).entries if entry.seconds is not None]


def test_entry_of_a_move_tells_what_was_shown_and_how_long() -> None:
    made = call().temperature(3).wait(20).choose("goes-on")

    entry = told(made).entries[-1]

    assert entry == Entry(
        version=3,
        at=AT + timedelta(seconds=20),
        by=AGENT.person,
        text=entry.text,
        shown=SMALL.steps[SMALL.start].say,
        seconds=20,
        temperature=3,
    )
    assert (entry.text.key, entry.text.values) == (
        "log.chose",
        {"label": SMALL.steps[SMALL.start].choices[0].label},
    )


def test_timeline_has_an_entry_for_each_event_and_the_state_they_fold_to() -> None:
    made = settled()

    timeline = told(made)

    assert [entry.version for entry in timeline.entries] == list(range(1, len(made.events) + 1))
    assert timeline.state == made.state


def test_pause_is_taken_out_of_the_seconds_and_of_the_whole() -> None:
    made = call().wait(10)
    made.do(made.wish.pause(PauseReason.HUNG_UP)).wait(600).do(made.wish.resume()).wait(5).choose("goes-on")

    assert seconds(made) == [15]
    assert told(made).lasted == timedelta(seconds=15)


def test_time_after_the_end_counts_for_nothing_until_the_end_is_taken_back() -> None:
    made = call().wait(10)
    made.do(made.wish.end()).wait(600).back().wait(5).choose("goes-on")

    assert seconds(made) == [10, 5]
    assert told(made).lasted == timedelta(seconds=15)


def test_clock_that_goes_back_is_marked_and_counts_as_nothing() -> None:
    made = call().wait(10).note("一句").wait(-3600).choose("goes-on").wait(7).choose("fee")

    assert [entry.clock_went_back for entry in told(made).entries] == [False, False, True, False, False]
    assert seconds(made) == [10, 7]


def test_undone_move_is_struck_with_all_that_it_recorded() -> None:
    made = agreeing().choose("agrees").wait(3).back()

    assert struck(made) == ["log.chose", "log.agreed", "log.promised", "log.ended"]


def test_what_was_ticked_since_the_undone_move_is_struck_and_what_was_written_is_not() -> None:
    made = composing().note("一句").temperature(4).wait(5).pick("letter").wait(5).back()

    assert struck(made) == ["log.chose", "log.owed", "log.picked"]


def test_correction_made_since_the_undone_move_is_not_struck() -> None:
    made = composing()
    made.do(made.wish.change(made.move_at("listen"), "claim", reroute=False)).back()

    assert struck(made) == ["log.chose", "log.owed"]


def test_end_that_was_taken_back_is_struck() -> None:
    made = call()
    made.do(made.wish.end()).back()

    assert struck(made) == ["log.ended"]


def test_event_of_another_stream_is_an_error() -> None:
    stranger = PersonDisabled(at=AT, by=CHIEF.person, person=AGENT.person)

    with pytest.raises(LogDoesNotFoldError) as raised:
        trace(SMALL, [*call().events, stranger])

    assert str(raised.value) == "event 2 is not an event of a session"


def test_mood_taken_while_a_line_stands_comes_after_that_line() -> None:
    said = SMALL.steps[SMALL.start].say
    made = call().wait(5).temperature(4).wait(2).note("一句").wait(13).choose("goes-on")

    opened, mood, note, left = told(made).entries

    assert [(each.stood, each.stood_since) for each in (opened, mood, note, left)] == [
        (None, None),
        (said, AT),
        (None, None),
        (None, None),
    ]
    assert [(each.shown, each.seconds, each.line_told) for each in (mood, left)] == [
        (None, None, False),
        (said, 20, True),
    ]


def test_line_beside_which_nothing_was_done_is_told_by_the_move_that_left_it() -> None:
    made = call().wait(5).temperature(4).wait(5).choose("goes-on").wait(5).choose("fee")

    entries = told(made).entries

    assert [each.line_told for each in entries if each.shown is not None] == [True, False]


def test_call_for_help_is_marked_and_whoever_had_the_call_is_named_in_turn() -> None:
    made = call().wait(5)
    made.do(made.wish.help())
    made.record(SessionHandedOver(at=AT + timedelta(seconds=9), by=CHIEF.person, to=CHIEF.person))

    timeline = told(made)

    assert [each.asks_help for each in timeline.entries] == [False, True, False]
    assert timeline.owners == (AGENT.person, CHIEF.person)
