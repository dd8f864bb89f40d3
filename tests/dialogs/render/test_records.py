"""What a timeline says of the temperature; what travels inside the buttons of a list, and what is refused."""

from datetime import date

import pytest

from dialogs.cards import Block
from dialogs.events import SessionHandedOver
from dialogs.ids import PersonId
from dialogs.program import Outcome
from dialogs.render.call_list import Listing
from dialogs.render.records import PAGE, owners_of, score_line, timeline_card
from dialogs.reviews import Review
from dialogs.texts import Bilingual, Phrase
from dialogs.timeline import trace
from tests.builders.calls import AGENT, CALL, CHIEF, Call, call, composing

NARROWED = Listing(2, open_only=True, day=date(2030, 1, 2), outcome=Outcome.DECLINED, agent=PersonId(7001))


@pytest.mark.parametrize(
    "listing",
    [Listing(), NARROWED, Listing(unrated=True), Listing(hot=True), Listing(1, unrated=True, hot=True)],
)
def test_listing_comes_back_as_it_went(listing: Listing) -> None:
    assert Listing.read(listing.value) == listing


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "0.0...7.1.1",
        "-1.0...",
        "0.2...",
        "0.0.20301301..",
        "0.0.2030010x..",
        "0.0.00010101..",
        "0.0.99991231..",
        "0.0..-1.",
        "0.0..9.",
        "99999999999999999999.0...",
        "0.0...99999999999999999999",
        "0.0....4",
        "0.0....0",
    ],
)
def test_listing_that_we_never_wrote_is_none(forged: str) -> None:
    assert Listing.read(forged) is None


def heats(made: Call, page: int) -> list[tuple[str, object]]:
    """The lines of a page of a call's timeline, with what they say of the temperature."""
    timeline = trace(made.program, made.events)
    card = timeline_card(CHIEF, timeline, Review(), (), {}, page)
    return [heat(block) for block in card.blocks[1:]]


def heat(block: Block) -> tuple[str, object]:
    assert isinstance(block.text, Phrase)
    said = block.text.values["text"]
    assert isinstance(said, Phrase)
    if said.key != "timeline.heat":
        return said.key, None
    inner = said.values["text"]
    assert isinstance(inner, Phrase)
    return inner.key, said.values["temperature"]


def test_step_names_its_temperature_when_it_changed_since_the_step_before() -> None:
    made = call().temperature(4).choose("goes-on").note("一句").choose("fee").temperature(2).choose("wrong")

    assert [told for told in heats(made, 0) if told[0] == "log.chose"] == [
        ("log.chose", Phrase("temperature.4")),
        ("log.chose", None),
        ("log.chose", Phrase("temperature.2")),
    ]


def test_line_that_left_no_step_names_no_temperature_of_its_own() -> None:
    made = call().temperature(4).note("一句").choose("goes-on").note("二句")

    assert [told for told in heats(made, 0) if told[0] != "log.chose"] == [
        ("log.opened", None),
        ("log.temperature", None),
        ("log.noted", None),
        ("log.noted", None),
    ]


def test_first_step_of_a_page_names_its_temperature_whatever_stood_on_the_page_before() -> None:
    made = call().temperature(4).choose("goes-on")
    for number in range(PAGE):
        made.note(f"第 {number} 句")
    made.choose("fee")

    assert ("log.chose", Phrase("temperature.4")) in heats(made, 1)


def test_step_of_a_call_without_a_temperature_names_none() -> None:
    assert {told for _, told in heats(composing(), 0)} == {None}


def keys(made: Call, page: int = 0) -> list[str]:
    timeline = trace(made.program, made.events)
    blocks = timeline_card(CHIEF, timeline, Review(), (), {}, page).blocks[1:]
    return [block.text.key for block in blocks if isinstance(block.text, Phrase)]


def test_line_stands_above_the_mood_that_was_taken_while_it_stood() -> None:
    made = call().wait(5).temperature(4).wait(2).note("一句").wait(5).choose("goes-on").wait(5).choose("fee")

    assert keys(made) == [
        "timeline.entry",
        "timeline.line",
        "timeline.entry",
        "timeline.entry",
        "timeline.left",
        "timeline.move",
        "timeline.entry",
    ]


def jumps(made: Call, page: int) -> dict[str, str]:
    timeline = trace(made.program, made.events)
    buttons = [each for row in timeline_card(CHIEF, timeline, Review(), (), {}, page).buttons for each in row]
    return {
        each.label.key: each.value.removeprefix(CALL)
        for each in buttons
        if isinstance(each.label, Phrase) and each.label.key in {"button.hottest", "button.help_moment"}
    }


def long_call(level: int) -> Call:
    made = call()
    for number in range(PAGE):
        made.note(f"第 {number} 句")
    made.temperature(level).do(made.wish.help())
    for number in range(PAGE):
        made.note(f"又 {number} 句")
    return made


def test_timeline_of_several_pages_jumps_to_the_hottest_moment_and_the_call_for_help() -> None:
    made = long_call(4)

    assert jumps(made, 0) == {"button.hottest": "1", "button.help_moment": "1"}
    assert jumps(made, 1) == {}
    assert jumps(made, 2) == {"button.hottest": "1", "button.help_moment": "1"}


def test_timeline_of_a_calm_call_or_of_one_page_jumps_to_no_hottest_moment() -> None:
    assert jumps(long_call(2), 0) == {"button.help_moment": "1"}
    assert jumps(call().temperature(5), 0) == {}


def test_rating_says_who_gave_it() -> None:
    names = {CHIEF.person: CHIEF.name}

    assert score_line(Review(4, (), CHIEF.person), names) == Phrase(
        "timeline.score", {"score": 4, "name": CHIEF.name}
    )
    assert score_line(Review(), names) is None


def test_head_names_who_had_the_call_one_after_the_other() -> None:
    made = call()
    made.record(SessionHandedOver(at=made.now, by=CHIEF.person, to=CHIEF.person))
    names = {AGENT.person: "甲", CHIEF.person: "丙"}

    said = owners_of(trace(made.program, made.events), names)

    assert said == Phrase("timeline.passed_on", {"before": Bilingual("甲", "甲"), "after": "丙"})
