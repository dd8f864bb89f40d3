"""A cue stands on the card once its step has stood so long, and never moves the walk."""

from datetime import datetime, timedelta

import pytest

from dialogs.cards import CUE, Card, Viewer
from dialogs.cues import changes_at
from dialogs.evolve import fold
from dialogs.guards import AllOf, Compares, Figure, How, Not
from dialogs.program import Cue, Place, Program
from dialogs.render import render
from dialogs.texts import Bilingual, Phrase
from tests.builders.calls import NOON, Call, call
from tests.builders.program import both, choice, small_program, step

AFTER, QUIET = Cue(40, both("还在吗")), Cue(60, both("记下事实"), without_fact=True)


def program(*cues: Cue, **more: object) -> Program:
    """The small program with cues on the step that listens."""
    steps = dict(small_program().steps)
    listen = steps[next(each for each in steps if each == "listen")]
    changed = {
        name: getattr(listen, name) for name in ("stage", "kind", "say", "choices", "listens_for")
    } | more
    steps[listen.id] = type(listen)(id=listen.id, cues=cues, **changed)
    return small_program(steps=steps)


def card(made: Call) -> Card:
    return render(made.program, made.state, Viewer(), made.now)


def cues(made: Call) -> list[object]:
    texts = [block.text for block in card(made).blocks]
    return [text.values["cue"] for text in texts if isinstance(text, Phrase) and text.key == CUE]


def listening(*given: Cue) -> Call:
    return call(program=program(*given)).choose("goes-on")


def since(made: Call, at: datetime | None) -> float | None:
    return None if at is None else (at - made.now).total_seconds()


def test_cue_comes_when_its_seconds_are_over_and_not_before() -> None:
    made = listening(AFTER)

    assert (cues(made), cues(made.wait(39)), cues(made.wait(1))) == ([], [], [both("还在吗")])
    assert made.step == "listen"


def test_cue_is_for_whoever_wants_the_card_brief_too() -> None:
    made = listening(AFTER).wait(40)
    brief = render(made.program, made.state, Viewer(brief=True), made.now)

    assert brief.is_cued


def test_next_step_begins_anew_and_coming_back_too() -> None:
    made = listening(AFTER).wait(50)
    assert cues(made.choose("fee")) == []

    made.wait(50).back()

    assert (cues(made), cues(made.wait(40))) == ([], [both("还在吗")])


def test_pause_does_not_count() -> None:
    made = listening(AFTER).wait(30)
    made.do(made.wish.pause())
    made.wait(600)
    made.do(made.wish.resume())

    assert (cues(made), cues(made.wait(39)), cues(made.wait(1))) == ([], [], [both("还在吗")])


def test_new_fact_puts_off_the_cue_that_waits_for_one_and_a_feeling_does_not() -> None:
    made = listening(QUIET).wait(50)
    made.note("多扣了一笔", Place.FACT)
    assert cues(made.wait(59)) == []
    made.note("很生气", Place.FEELING)

    assert cues(made.wait(1)) == [both("记下事实")]


def test_card_says_when_it_will_look_otherwise() -> None:
    made = listening(AFTER, QUIET)
    looks = [card(made).changes_at, card(made.wait(40)).changes_at, card(made.wait(20)).changes_at]

    assert looks == [NOON + timedelta(seconds=40), NOON + timedelta(seconds=60), None]


def test_card_without_cues_waits_for_nothing_but_a_tap() -> None:
    assert card(call()).changes_at is None


def test_times_are_the_same_after_a_restart() -> None:
    made = listening(AFTER, QUIET).wait(10)

    again = fold(made.events)

    assert changes_at(made.program, again, made.now) == changes_at(made.program, made.state, made.now)


def test_call_that_stands_still_or_is_over_has_no_next_change() -> None:
    made = listening(AFTER)
    made.do(made.wish.pause())
    assert card(made).changes_at is None

    made.do(made.wish.end())

    assert card(made).changes_at is None


@pytest.mark.parametrize(
    ("how", "number", "expected"),
    [(How.AT_LEAST, 10, 600.0), (How.ABOVE, 10, 600.0), (How.BELOW, 0, 60.0)],
)
def test_guard_on_minutes_is_a_time_at_which_the_card_may_change(
    how: How, number: int, expected: float
) -> None:
    guard = Not(AllOf((Compares(Figure.MINUTES, how, number),)))
    late = choice("late", "restate", when=guard)
    made = call(program=program(choices=(late, choice("fee", "restate")))).choose("goes-on")

    assert since(made, card(made).changes_at) == expected


def test_cue_can_name_what_the_call_knows() -> None:
    named = Cue(5, Bilingual("问问{matter}", "ask about {matter}"))
    made = listening(named).wait(5)

    assert card(made).is_cued
    assert step("x", "open").cues == ()
