"""The panels behind the fixed row, and the cards of calls that stand still or are over."""

from dataclasses import replace
from datetime import UTC

import pytest

from dialogs.cards import Block, BlockKind, Button, Card, OtherSession, Panel, Verb, Viewer
from dialogs.events import PauseReason, SummarySection
from dialogs.guards import Compares, Figure, How
from dialogs.ids import SessionId
from dialogs.ports import SessionStatus
from dialogs.program import Everywhere, Outcome
from dialogs.refusals import Refusal
from dialogs.render import render
from dialogs.summary import summarize
from dialogs.texts import Phrase
from tests.builders.calls import CALL, NOON, Call, call, composing, offered, settled
from tests.builders.program import both, choice, small_program

AT = NOON.astimezone(UTC)
CLOSE_PANEL = Button(Phrase("button.close_panel"), Verb.PANEL, Panel.MAIN)
OTHER = OtherSession(SessionId("OTHER"), "Egret-11", SessionStatus.PAUSED)


def buttons(made: Call, panel: Panel, value: str = "") -> list[list[tuple[str, str]]]:
    card = drawn(made, Viewer(panel=panel, panel_value=value, others=(OTHER,)))
    return [[(each.verb.name, each.value) for each in row] for row in card.buttons]


def drawn(made: Call, viewer: Viewer) -> Card:
    return render(made.program, made.state, viewer, made.now)


def test_temperature_panel_holds_five_words_in_one_row_and_every_detour() -> None:
    assert buttons(call(), Panel.TEMPERATURE) == [
        [("TEMPERATURE", level) for level in "12345"],
        [("CHOOSE", "calm")],
        [("PANEL", "main")],
    ]


def test_menu_holds_what_is_needed_less_often() -> None:
    assert buttons(call(), Panel.MENU) == [
        [("PAUSE", "hung_up"), ("PAUSE", "")],
        [("PANEL", "sessions"), ("PANEL", "jump")],
        [("PANEL", "answers"), ("LAW", ""), ("FLAG", "")],
        [("DETAIL", "brief"), ("CALL_LANGUAGE", "en"), ("DEADLINES", "")],
        [("CHOOSE", "calm")],
        [("PANEL", "end"), ("PANEL", "main")],
    ]


def test_jump_panel_names_every_stage_of_the_rail_and_marks_where_it_stands() -> None:
    card = drawn(composing(), Viewer(panel=Panel.JUMP))

    assert card.buttons == (
        (
            Button(both("段：open"), Verb.JUMP, "open"),
            Button(both("段：listen"), Verb.JUMP, "listen"),
        ),
        (
            Button(both("段：restate"), Verb.JUMP, "restate"),
            Button(Phrase("button.here", {"stage": both("段：offer")}), Verb.JUMP, "offer"),
        ),
        (Button(both("段：close"), Verb.JUMP, "close"),),
        (CLOSE_PANEL,),
    )


def test_answers_panel_lists_the_latest_answer_first() -> None:
    made = composing()
    versions = [move.version for move in reversed(made.state.path)]

    assert buttons(made, Panel.ANSWERS) == [
        *([("PANEL", f"answers.{version}")] for version in versions),
        [("PANEL", "main")],
    ]


def test_answer_given_in_a_detour_is_named_by_its_own_words() -> None:
    card = drawn(call().choose("goes-on", "calm"), Viewer(panel=Panel.ANSWERS))

    assert card.buttons[0][0].label == Phrase(
        "button.given", {"stage": both("段：listen"), "label": both("calm")}
    )


def test_one_answer_offers_what_else_could_have_been_said() -> None:
    made = composing()
    stays, leads = made.move_at("owed"), made.move_at("restate")

    assert buttons(made, Panel.ANSWERS, str(stays)) == [
        [("CHANGE_ANSWER", f"{stays}.1.0")],
        [("CHANGE_ANSWER", f"{stays}.2.0")],
        [("PANEL", "main")],
    ]
    assert buttons(made, Panel.ANSWERS, str(leads)) == [
        [("CHANGE_ANSWER", f"{leads}.1.0"), ("CHANGE_ANSWER", f"{leads}.1.1")],
        [("PANEL", "main")],
    ]


def test_answer_that_was_closed_then_is_not_offered_as_a_correction() -> None:
    made = composing().choose("rather-wait")

    assert buttons(made, Panel.ANSWERS, str(made.move_at("compose"))) == [[("PANEL", "main")]]


def test_sessions_panel_names_the_other_calls() -> None:
    assert buttons(call(), Panel.SESSIONS) == [
        [("OPEN", "OTHER")],
        [("NEW", "")],
        [("PANEL", "main")],
    ]


def test_end_panel_asks_how_it_ended() -> None:
    assert buttons(call(), Panel.END) == [
        [("END", "promised"), ("END", "declined")],
        [("END", "handed_on"), ("END", "broken_off")],
        [("END", "mistaken")],
        [("PANEL", "main")],
    ]


def test_agreed_is_an_outcome_only_once_the_customer_said_yes() -> None:
    made = settled()
    made.back()

    assert made.state.walk.agreed is False
    assert isinstance(made.ask(made.wish.end(Outcome.AGREED)), Refusal)
    assert ("END", "agreed") not in buttons(made, Panel.END)[0]


def test_closed_detour_stands_in_the_panels_as_closed() -> None:
    closed = replace(
        choice("calm", "calm-pause"),
        detour=True,
        when=Compares(Figure.TEMPERATURE, How.AT_MOST, 2),
        why_closed=both("先别走"),
    )
    made = call(program=small_program(everywhere=(Everywhere(closed, 1),))).temperature(5)

    card = drawn(made, Viewer(panel=Panel.TEMPERATURE))

    assert card.buttons[1] == (
        Button(
            Phrase("button.closed", {"label": both("calm"), "why": both("先别走")}),
            Verb.CHOOSE,
            "calm",
            enabled=False,
        ),
    )


@pytest.mark.parametrize("reason", PauseReason)
@pytest.mark.parametrize("panel", [Panel.MAIN, Panel.MENU, Panel.TEMPERATURE, Panel.JUMP, Panel.ANSWERS])
def test_call_that_stands_still_shows_one_line_and_the_way_back(panel: Panel, reason: PauseReason) -> None:
    made = composing()
    made.do(made.wish.pause(reason))

    assert drawn(made, Viewer(panel=panel)) == Card(
        blocks=(
            Block(
                BlockKind.BODY,
                Phrase(f"card.paused_{reason}", {"alias": "Pine-10", "stage": both("段：offer")}),
            ),
        ),
        buttons=(
            (
                Button(Phrase("button.resume"), Verb.RESUME),
                Button(Phrase("button.end"), Verb.PANEL, Panel.END),
            ),
        ),
        session=CALL,
        turn=made.state.turn,
        version=made.state.version,
    )


def test_call_that_stands_still_can_be_ended() -> None:
    made = call()
    made.do(made.wish.pause())

    assert buttons(made, Panel.END)[0] == [("END", "promised"), ("END", "declined")]


def test_card_of_a_call_that_is_over_is_its_summary() -> None:
    made = offered()
    made.do(made.wish.end(Outcome.DECLINED))

    assert drawn(made, Viewer()) == Card(
        blocks=(
            Block(
                BlockKind.BODY,
                Phrase("card.ended", {"alias": "Pine-10", "outcome": Phrase("outcome.declined")}),
            ),
            *(Block(BlockKind.COPY, line) for line in summarize(made.program, made.state)),
            Block(BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": Phrase("place.note")})),
        ),
        buttons=(
            tuple(edit(section) for section in (SummarySection.REPORTED, SummarySection.ESTABLISHED)),
            tuple(edit(section) for section in (SummarySection.OFFERED, SummarySection.AGREED)),
            (Button(Phrase("button.reopen"), Verb.BACK), Button(Phrase("button.sweep"), Verb.SWEEP)),
            (Button(Phrase("button.new_call"), Verb.NEW),),
        ),
        session=CALL,
        turn=made.state.turn,
        version=made.state.version,
    )


def edit(section: SummarySection) -> Button:
    return Button(
        Phrase("button.edit", {"section": Phrase(f"summary.{section}")}), Verb.EDIT_SUMMARY, section
    )


def test_call_that_a_choice_ended_shows_the_last_line_to_say() -> None:
    said = [block for block in drawn(settled(), Viewer()).blocks if block.spoken]

    assert said == [Block(BlockKind.SAY, both("说：settled"), spoken=True)]


def test_section_being_edited_is_where_the_next_text_goes() -> None:
    card = drawn(settled(), Viewer(panel=Panel.SUMMARY, panel_value=SummarySection.AGREED))

    assert card.blocks[-1] == Block(
        BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": Phrase("summary.agreed")})
    )
    assert card.buttons == ((CLOSE_PANEL,),)


def test_panel_of_an_old_card_is_no_section_of_the_summary() -> None:
    made = settled()
    old = Viewer(panel=Panel.ANSWERS, panel_value="5")

    assert drawn(made, old) == drawn(made, Viewer())
