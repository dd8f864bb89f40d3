"""How questions and lists to tick stand on cards, in summaries and in timelines."""

from datetime import date

from dialogs.cards import BlockKind, Button, Card, Panel, Verb, Viewer
from dialogs.money import Money
from dialogs.placeholders import fill
from dialogs.render import render
from dialogs.sealed import Sealed
from dialogs.summary import summarize
from dialogs.texts import Filled, Phrase, Text, Value
from dialogs.timeline import trace
from tests.builders.calls import Call
from tests.builders.program import both
from tests.builders.questions import QUESTIONS, asking, at_amount, at_day, at_papers


def card(made: Call, **viewer: object) -> Card:
    return render(made.program, made.state, Viewer(**viewer), made.now)  # type: ignore[arg-type]


def texts(drawn: Card, kind: BlockKind) -> list[Text]:
    return [block.text for block in drawn.blocks if block.kind is kind]


def rows(drawn: Card) -> list[list[str]]:
    return [[f"{each.verb}:{each.value}" for each in row] for row in drawn.buttons]


def next_text(place: Text, key: str = "card.next_text") -> list[Text]:
    return [Phrase(key, {"place": place})]


def test_card_says_which_answer_the_next_text_is() -> None:
    assert texts(card(asking()), BlockKind.NEXT_TEXT) == next_text(Phrase("place.note"))
    assert texts(card(at_amount()), BlockKind.NEXT_TEXT) == next_text(both("金额"))
    assert texts(card(at_day()), BlockKind.NEXT_TEXT) == next_text(Phrase("slot.date"))


def test_values_are_buttons_and_a_scale_stands_in_two_rows() -> None:
    assert rows(card(asking()))[0] == ["ch:yearly", "ch:interest"]
    made = at_day().note("昨天")
    assert rows(card(made))[0] == ["ch:yes", "ch:no"]
    numbers = rows(card(made.choose("no")))[:2]
    assert numbers == [[f"ch:{each}" for each in range(6)], [f"ch:{each}" for each in range(6, 11)]]


def test_question_in_writing_has_only_what_stands_beside_it() -> None:
    assert rows(card(at_amount()))[0] == ["ch:unsure", "ch:calms"]


def test_answer_that_stands_is_shown_to_who_comes_to_the_question_again() -> None:
    assert texts(card(at_amount()), BlockKind.CAPTURED) == []
    again = at_papers().choose("checked")

    said = Phrase("card.captured", {"place": both("金额"), "words": Money(1200_00)})
    assert texts(card(again), BlockKind.CAPTURED) == [said]


def test_items_are_ticked_one_a_row_above_the_answers() -> None:
    made = at_papers()
    made.do(made.wish.tick("bill"))

    assert rows(card(made))[:3] == [["ut:bill"], ["ti:contract"], ["ch:checked"]]
    assert card(made).buttons[0][0].label == Phrase("button.picked", {"name": both("核：bill")})


def test_placeholders_hold_values_that_the_face_says_in_its_language() -> None:
    text = both("{kind} {amount} {day} {told} {upset} {why}")

    assert fill(QUESTIONS, asking().state, text) == Filled(
        text, dict.fromkeys(("kind", "amount", "day", "told", "upset", "why"), both("……", "…"))
    )
    assert fill(QUESTIONS, at_papers().state, text) == Filled(
        text,
        {
            "kind": both("年费"),
            "amount": Money(1200_00),
            "day": date(2030, 1, 1),
            "told": both("否"),
            "upset": both("7"),
            "why": Sealed("没人告诉我"),
        },
    )


def test_answers_in_writing_stand_among_the_answers_given() -> None:
    made = at_day()
    labels = [row[0].label for row in card(made, panel=Panel.ANSWERS).buttons]

    assert labels[0] == Phrase(
        "button.given",
        {
            "stage": both("段：ask"),
            "label": Phrase("button.written", {"asked": both("金额"), "answer": Money(1200_00)}),
        },
    )


def test_answer_that_is_being_corrected_is_named_where_the_next_text_goes() -> None:
    made = at_day().note("昨天")
    move = made.move_at("amount")
    drawn = card(made, panel=Panel.ANSWERS, panel_value=str(move))

    assert texts(drawn, BlockKind.NEXT_TEXT) == next_text(both("金额"), "card.next_text_anew")
    assert drawn.buttons[0][0] == Button(both("unsure"), Verb.CHANGE_ANSWER, f"{move}.0.0")


def test_summary_lists_the_answers_and_what_was_ticked() -> None:
    made = at_papers()
    made.do(made.wish.tick("bill"))
    lines = summarize(QUESTIONS, made.state)

    answers = [line.values for line in lines if isinstance(line, Phrase) and line.key == "summary.answer"]
    assert answers == [
        {"asked": both("项目"), "answer": both("年费")},
        {"asked": both("金额"), "answer": Money(1200_00)},
        {"asked": Phrase("slot.date"), "answer": date(2030, 1, 1)},
        {"asked": Phrase("slot.yes_no"), "answer": both("否")},
        {"asked": Phrase("slot.scale"), "answer": both("7")},
        {"asked": both("原话"), "answer": Sealed("没人告诉我")},
    ]
    ticked = [line for line in lines if isinstance(line, Phrase) and "summary.ticked" in str(line.values)]
    assert len(ticked) == 1


def test_timeline_says_answers_corrections_and_ticks_and_times_the_question() -> None:
    made = at_amount().wait(9).note("1200")
    move = made.move_at("amount")
    made.do(made.wish.correct(move, "1300"))
    made.note("昨天").choose("no", "7").note("没人告诉我")
    made.do(made.wish.tick("bill"))
    entries = trace(QUESTIONS, made.events).entries

    given, corrected, ticked = entries[2], entries[3], entries[-1]
    assert given.text == Phrase("log.answered", {"asked": both("金额"), "answer": Money(1200_00)})
    assert (given.seconds, given.shown) == (9, both("说：amount"))
    values: dict[str, Value] = {"asked": both("金额"), "old": Money(1200_00), "answer": Money(1300_00)}
    assert corrected.text == Phrase("log.answer_rewritten", values)
    assert ticked.text == Phrase("log.ticked", {"item": both("核：bill")})
