"""The card of a call that goes on, whole and part by part."""

from datetime import UTC

import pytest

from dialogs.cards import Block, BlockKind, Button, Card, Panel, Verb, Viewer
from dialogs.program import Channel, Place, Program
from dialogs.render import render
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Filled, Language, Phrase, Several, Text
from tests.builders.calls import (
    CALL,
    CHIEF,
    NOON,
    OTHER_CHIEF,
    Call,
    Wishes,
    agreeing,
    call,
    composing,
    offered,
)
from tests.builders.program import SMALL, both

AT = NOON.astimezone(UTC)


def card_of(made: Call, viewer: Viewer | None = None) -> Card:
    return render(made.program, made.state, viewer or Viewer(), made.now)


def texts(made: Call, kind: BlockKind, viewer: Viewer | None = None) -> list[Text]:
    return [block.text for block in card_of(made, viewer).blocks if block.kind is kind]


def whispers(made: Call) -> list[Text]:
    names = {CHIEF.person: "Invented Chief", OTHER_CHIEF.person: "Invented Other Chief"}
    return texts(made, BlockKind.WHISPER, Viewer(whisperers=names))


FIRST = Phrase("card.whisper", {"name": "Invented Chief", "words": Sealed("先问清楚金额")})
SECOND = Phrase("card.whisper", {"name": "Invented Other Chief", "words": Sealed("再问日期")})


def button(card: Card, verb: Verb, value: str = "") -> Button:
    return next(each for row in card.buttons for each in row if (each.verb, each.value) == (verb, value))


def values(card: Card, verb: Verb) -> list[str]:
    return [each.value for row in card.buttons for each in row if each.verb is verb]


def test_first_card_of_a_call() -> None:
    made = call()

    assert card_of(made, Viewer(language=Language.EN)) == Card(
        blocks=(
            Block(
                BlockKind.RAIL,
                Phrase(
                    "card.rail",
                    {
                        "alias": "Pine-10",
                        "dots": "●○○○○",
                        "stage": Filled(both("段：open")),
                        "since": AT,
                        "place": 1,
                        "of": 5,
                    },
                ),
            ),
            Block(BlockKind.SAY, both("说：open"), spoken=True),
            Block(BlockKind.HINT, both("提示一")),
            Block(BlockKind.HINT, both("提示二")),
            Block(BlockKind.AVOID, both("别说")),
            Block(BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": Phrase("place.note")})),
        ),
        buttons=(
            (Button(both("goes-on"), Verb.CHOOSE, "goes-on"), Button(both("shouts"), Verb.CHOOSE, "shouts")),
            (
                Button(Phrase("button.back"), Verb.BACK, enabled=False),
                Button(Phrase("button.temperature"), Verb.PANEL, Panel.TEMPERATURE),
                Button(Phrase("button.menu"), Verb.PANEL, Panel.MENU),
                Button(Phrase("button.help"), Verb.HELP),
            ),
        ),
        session=CALL,
        turn=1,
        version=1,
        language=Language.EN,
        call_language=Language.ZH,
    )


def test_card_is_the_same_however_often_it_is_drawn() -> None:
    made = offered().note("一句").temperature(5)

    assert card_of(made) == card_of(made)


def test_brief_card_drops_the_hints_and_keeps_the_line() -> None:
    brief = Viewer(brief=True)

    assert texts(call(), BlockKind.HINT, brief) + texts(call(), BlockKind.AVOID, brief) == []
    assert texts(call(), BlockKind.SAY, brief) == [both("说：open")]


def test_counter_cue_stands_first_and_two_hints_are_the_most() -> None:
    assert texts(call(channel=Channel.COUNTER), BlockKind.HINT) == [both("起身"), both("提示一")]
    assert texts(call(channel=Channel.PHONE), BlockKind.HINT) == [both("提示一"), both("提示二")]


def test_line_to_say_holds_what_the_customer_called_it() -> None:
    made = call().choose("goes-on", "fee")
    (tapped,) = texts(made, BlockKind.SAY)
    assert isinstance(tapped, Filled)
    assert tapped.values["matter"] == Bilingual("一笔收费", "一笔收费")

    made.back().note("年费多收了三百").choose("fee")

    (written,) = texts(made, BlockKind.SAY)
    assert isinstance(written, Filled)
    quoted = Bilingual("“{words}”", "“{words}”")
    assert written.values["matter"] == Filled(quoted, {"words": made.state.noted[0].words})


def test_line_said_word_for_word_is_marked() -> None:
    assert [block.kind for block in card_of(agreeing()).blocks if block.spoken] == [BlockKind.VERBATIM]


def test_what_is_owed_stands_apart_from_what_is_offered() -> None:
    assert texts(offered(), BlockKind.LISTED) == [
        Phrase("card.owed", {"owed": Several((both("应付：late-fee"),))})
    ]


def test_options_are_lines_to_say_right_below_the_line() -> None:
    _, *options = texts(offered(), BlockKind.SAY)
    assert options == [
        Phrase("card.offer", {"place": 1, "name": both("补救：letter"), "say": both("念：letter")}),
        Phrase("card.offer", {"place": 2, "name": both("补救：fee-back"), "say": both("念：fee-back")}),
    ]


def test_option_that_waits_for_compliance_says_so_until_it_is_signed_off() -> None:
    made = composing("policy").pick("report")
    (_, waiting) = texts(made, BlockKind.LISTED)
    assert isinstance(waiting, Phrase)
    assert waiting.values["compliance"] == Phrase("card.compliance_needed")
    assert values(card_of(made), Verb.COMPLIANCE) == ["report"]

    made.do(made.wish.confirm("report"))

    (_, given) = texts(made, BlockKind.LISTED)
    assert isinstance(given, Phrase)
    assert given.values["compliance"] == Phrase("card.compliance_given")
    assert values(card_of(made), Verb.COMPLIANCE) == []


def test_agreement_lists_what_was_taken_and_what_was_promised() -> None:
    made = agreeing().choose("agrees").back().choose("asks-time", "by-week").back().back()
    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))

    assert texts(made, BlockKind.LISTED) == [
        Phrase("card.owed", {"owed": Several((both("应付：interest"),))}),
        Phrase("card.agreed", {"name": both("补救：letter")}),
    ]


def test_status_names_temperature_flag_help_and_failed_restatements() -> None:
    made = call().choose("goes-on", "fee", "wrong").temperature(3)
    made.do(made.wish.flag(), made.wish.help())
    shared: tuple[Text, ...] = (Phrase("temperature.3"), Phrase("card.flagged"))
    failed = Phrase("card.restatements_failed", {"count": 1})
    assert texts(made, BlockKind.STATUS) == [Several((*shared, Phrase("card.help_asked"), failed))]

    made.do(made.wish.take_help())

    helper = Phrase("card.helper", {"name": "Invented Chief"})
    assert texts(made, BlockKind.STATUS, Viewer(helper_name="Invented Chief")) == [
        Several((*shared, helper, failed))
    ]

    made.do(made.wish.end_help())

    over = Phrase("card.help_over", {"name": "Invented Chief"})
    assert texts(made, BlockKind.STATUS, Viewer(helper_name="Invented Chief")) == [
        Several((*shared, over, failed))
    ]


def test_whisper_stands_on_the_card_and_on_the_next_one() -> None:
    made = call()
    assert whispers(made) == []

    made.do(made.wish.whisper("先问清楚金额"))

    assert whispers(made) == [FIRST]
    assert whispers(made.choose("goes-on")) == [FIRST]
    assert whispers(made.choose("fee")) == []


def test_whispers_of_several_supervisors_stand_together_the_latest_three() -> None:
    made = call().do(call().wish.whisper("这句最早"))

    made.do(made.wish.whisper("先问清楚金额"), made.wish.whisper("再问日期", OTHER_CHIEF))
    assert whispers(made)[1:] == [FIRST, SECOND]

    made.do(made.wish.whisper("再问日期", OTHER_CHIEF))
    assert whispers(made) == [FIRST, SECOND, SECOND]


def test_whisper_stands_on_the_card_of_a_call_that_stands_still_and_on_the_first_after_it() -> None:
    made = call().do(call().wish.whisper("停下以前的"))
    made.do(made.wish.pause())
    assert whispers(made) == []

    made.do(made.wish.whisper("先问清楚金额"))
    assert whispers(made) == [FIRST]

    made.do(made.wish.resume())
    assert whispers(made) == [FIRST]


def test_card_says_where_the_next_text_goes_and_what_arrived_there() -> None:
    made = call().choose("goes-on")
    next_text = Phrase("card.next_text", {"place": Phrase("place.fact")})
    assert texts(made, BlockKind.NEXT_TEXT) == [next_text]
    assert texts(made, BlockKind.CAPTURED) == []

    made.note("多扣了一笔")

    assert texts(made, BlockKind.CAPTURED) == [
        Phrase("card.captured", {"place": Phrase("place.fact"), "words": made.state.noted[0].words})
    ]


def test_notices_of_the_last_tap_stand_on_the_card() -> None:
    late = Phrase("card.late_taps", {"count": 4})

    assert texts(call(), BlockKind.NOTICE, Viewer(notices=(late,))) == [late]


@pytest.mark.parametrize(("level", "shown"), [(None, False), (3, False), (4, True), (5, True)])
def test_detour_stands_on_the_card_from_its_temperature_on(level: int | None, shown: bool) -> None:
    made = call()
    if level:
        made.temperature(level)

    assert ("calm" in values(card_of(made), Verb.CHOOSE)) is shown


def test_no_detour_is_offered_inside_a_detour() -> None:
    assert values(card_of(call().temperature(5).choose("calm")), Verb.CHOOSE) == [
        "cooled",
        "insults",
        "wants-answer",
    ]


def test_rail_of_a_detour_marks_where_it_comes_back_to() -> None:
    (rail,) = texts(call().choose("goes-on", "calm"), BlockKind.RAIL)

    assert isinstance(rail, Phrase)
    assert (rail.values["dots"], rail.values["place"]) == ("○●○○○", 2)
    assert rail.values["stage"] == Phrase("card.aside", {"stage": both("段：calm")})


def test_start_in_the_future_is_told_as_a_jump_of_the_clock() -> None:
    made = call().wait(-3600)

    (rail,) = texts(made, BlockKind.RAIL)

    assert isinstance(rail, Phrase)
    assert rail.key == "card.rail_clock_jumped"


def test_start_a_few_seconds_ahead_is_no_jump() -> None:
    (rail,) = texts(call().wait(-30), BlockKind.RAIL)

    assert isinstance(rail, Phrase)
    assert rail.key == "card.rail"


def test_closed_choice_stands_with_its_reason_and_a_secret_one_is_hidden() -> None:
    card = card_of(composing())

    assert button(card, Verb.CHOOSE, "put") == Button(
        Phrase("button.closed", {"label": both("put"), "why": both("先选一项")}),
        Verb.CHOOSE,
        "put",
        enabled=False,
    )
    assert values(card, Verb.CHOOSE) == ["put", "rather-wait"]


def test_options_show_what_is_picked_what_is_full_and_what_is_beyond() -> None:
    made = composing().pick("letter", "fee-back", "contact")
    card = card_of(made)

    assert values(card, Verb.UNPICK) == ["letter", "fee-back", "contact"]
    assert [(each.value, each.enabled) for row in card.buttons for each in row if each.verb is Verb.PICK] == [
        ("report", False),
        ("gift", False),
    ]
    assert button(card, Verb.PICK, "gift").label == Phrase("button.beyond", {"name": both("补救：gift")})


def test_what_is_ticked_stands_on_its_button_and_is_not_listed_as_well() -> None:
    ticked = composing().pick("letter")

    assert values(card_of(ticked), Verb.UNPICK) == ["letter"]
    assert texts(ticked, BlockKind.LISTED) == texts(composing(), BlockKind.LISTED)


def test_option_beyond_authority_that_was_granted_stands_as_picked() -> None:
    made = composing()
    made.do(Wishes(made, CHIEF).pick("gift"))

    assert values(card_of(made), Verb.UNPICK) == ["gift"]


def test_short_items_of_a_list_stand_two_in_a_row() -> None:
    rows = card_of(call().choose("goes-on")).buttons

    assert [[each.value for each in row] for row in rows[:1]] == [["fee", "claim"]]


def test_second_call_for_help_is_closed_until_somebody_came() -> None:
    made = call()
    made.do(made.wish.help())
    assert not button(card_of(made), Verb.HELP).enabled

    made.do(made.wish.take_help())

    assert button(card_of(made), Verb.HELP).enabled


def test_words_just_written_can_be_moved_with_one_tap() -> None:
    made = call().choose("goes-on").note("多扣了一笔")
    version = made.state.version

    card = card_of(made, Viewer(noted=version))

    assert values(card, Verb.MOVE_WORDS) == [
        f"{version}.{place}" for place in (Place.FEELING, Place.DEMAND, Place.NOTE)
    ]
    assert values(card_of(made), Verb.MOVE_WORDS) == []


def test_every_value_of_a_button_is_short_ascii() -> None:
    cards = [card_of(each) for each in (call(), composing(), offered(), agreeing())]

    found = [each.value for card in cards for row in card.buttons for each in row]

    assert all(len(value) <= 28 and value.isascii() for value in found)


def test_program_without_detours_offers_none() -> None:
    bare = Program(
        playbook=SMALL.playbook,
        revision=SMALL.revision,
        title=SMALL.title,
        start=SMALL.start,
        stages=SMALL.stages,
        steps=SMALL.steps,
    )

    assert values(card_of(call(program=bare).temperature(5)), Verb.CHOOSE) == ["goes-on", "shouts"]
