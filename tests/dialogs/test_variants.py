"""A call is shown one variant of a line, always the same, and each variant about as often as the others."""

from collections import Counter
from dataclasses import replace

from dialogs.cards import BlockKind, Viewer
from dialogs.ids import SessionId
from dialogs.program import Channel, Variant
from dialogs.render import render
from dialogs.timeline import trace
from dialogs.variants import line_of, variant_of
from tests.builders.calls import CALL, Call
from tests.builders.program import SMALL, both, choice, small_program, step

WAYS = (Variant("short", both("短")), Variant("warm", both("暖")), Variant("plain", both("平")))
GREET = step("open", "open", choice("goes-on", "listen"), say="短", variants=WAYS)
CALLS = 3_000


def test_variant_is_the_one_that_was_worked_out_by_hand() -> None:
    # SHA-256 of "CALL|open" begins 093ac4, of "OTHER|open" b3eed4, of "FOURTH|open" 36b963.
    found = [variant_of(GREET, SessionId(each)) for each in ("CALL", "OTHER", "FOURTH")]

    assert [each.id for each in found if each] == ["short", "warm", "plain"]


def test_each_variant_is_shown_about_as_often() -> None:
    counted = Counter(variant_of(GREET, SessionId(f"01JDMZ{number:020}")) for number in range(CALLS))

    assert set(counted) == set(WAYS)
    assert all(abs(count - CALLS / 3) < CALLS / 15 for count in counted.values())


def test_line_without_variants_is_said_as_it_stands() -> None:
    plain = step("open", "open", choice("goes-on", "listen"))

    assert variant_of(plain, CALL) is None
    assert line_of(plain, CALL, Channel.PHONE) == plain.say


def test_line_for_the_counter_stands_in_place_of_every_variant() -> None:
    greeting = replace(GREET, say_at_counter=both("柜"))

    assert line_of(greeting, CALL, Channel.COUNTER) == both("柜")
    assert line_of(greeting, CALL, Channel.PHONE) == both("短")


def test_card_and_timeline_show_the_same_variant() -> None:
    program = small_program(steps={**SMALL.steps, GREET.id: GREET})
    made = Call(program=program)
    (said,) = [
        each.text
        for each in render(program, made.state, Viewer(), made.now).blocks
        if each.kind is BlockKind.SAY
    ]
    made.choose("goes-on")

    assert said == line_of(GREET, CALL, Channel.PHONE)
    assert trace(program, made.events).entries[-1].shown == said
