"""The cards of a search among the cases: an invented one never shows a line to say."""

from datetime import date

from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.render.cases import case_card, case_kind
from dialogs.render.look import AGAIN, Look
from dialogs.render.looking import about, hits, start
from dialogs.service.looking import Found
from dialogs.texts import Bilingual, Language, Phrase
from tests.builders.calls import CHIEF
from tests.builders.cases import case_of, cases_of
from tests.builders.law import book_of, law_of
from tests.builders.program import both

TODAY = date(2026, 11, 28)
LAW = book_of(law_of("known", zh="已知"))
REAL = case_of("real", zh=("免息",), is_example=False, how_to_say="有过一件事。", law=("known", "gone"))
EXAMPLE = case_of("example", zh=("免息",), lesson="长" * 50)
BOOK = cases_of(EXAMPLE, REAL, case_of("fee", scenario="fees", zh=("短信费",)))
KIND = case_kind(BOOK, LAW)


def keys(card: Card) -> list[str]:
    return [block.text.key for block in card.blocks if isinstance(block.text, Phrase)]


def opened(case: Case, look: Look | None = None) -> Card:
    return case_card(LAW, CHIEF, case, look or Look(), Language.ZH, TODAY)


def said(card: Card) -> list[Block]:
    return [each for each in card.blocks if each.kind is BlockKind.SAY or each.spoken]


def test_example_says_that_it_is_one_and_shows_nothing_to_say_to_a_customer() -> None:
    told = case_of("told", how_to_say="有过一件事。")

    for card in (opened(EXAMPLE), opened(told)):
        assert said(card) == []
        assert card.blocks[1] == Block(BlockKind.NOTICE, Phrase("case.example"))
        assert card.blocks[-1] == Block(BlockKind.AVOID, Phrase("case.not_to_tell"))


def test_real_case_shows_how_to_say_it_its_month_and_the_rules_that_are_there() -> None:
    card = opened(REAL, Look(words="免息").opened(REAL.id))

    assert said(card) == [Block(BlockKind.SAY, both("有过一件事。"), spoken=True)]
    assert card.blocks[1] == Block(BlockKind.HINT, Phrase("case.real", {"month": "2026-09"}))
    assert "case.not_to_tell" not in keys(card)
    assert [each.value for each in card.buttons[0]] == [Look().opened("known").value]
    assert card.buttons[-1][0].value == Look(words="免息").value


def test_list_marks_examples_stands_real_ones_first_and_cuts_a_long_lesson() -> None:
    card = hits(CHIEF, KIND, Found("免息", BOOK.find("免息"), ()), 0)

    assert keys(card) == ["case.found", "case.hit", "case.hit_example"]
    shown = card.blocks[2].text
    assert isinstance(shown, Phrase)
    assert shown.values["lesson"] == Bilingual("长" * 35 + "…", "长" * 50)
    assert [row[0].verb for row in card.buttons] == [Verb.CASE] * 3


def test_nothing_found_offers_what_may_be_meant_and_the_scenarios_that_have_cases() -> None:
    card = hits(CHIEF, KIND, Found("免吸", (), BOOK.alike("短信非")), 0)
    bare = hits(CHIEF, KIND, Found("月亮", (), ()), 0)

    assert keys(card) == ["case.nothing", "case.perhaps"]
    assert card.buttons[0] == (
        Button(Phrase("button.law_word", {"word": "短信费"}), Verb.CASE, Look(words="短信费").value),
    )
    assert keys(bare) == ["case.nothing", "case.nothing_near"]
    assert [each.value for each in bare.buttons[0]] == [Look(topic="claim").value, Look(topic="fees").value]


def test_start_leads_to_the_law_and_says_so_when_there_is_no_case() -> None:
    card, empty = start(CHIEF, KIND), start(CHIEF, case_kind(CaseBook(), LAW))

    assert keys(card) == ["case.ask", "ask.case"]
    assert card.buttons[-1][0] == Button(Phrase("button.law"), Verb.LAW, AGAIN)
    assert keys(empty) == ["case.no_cards"]


def test_case_past_its_day_says_so_and_a_scenario_lists_its_cases() -> None:
    late = case_of("late", check_by=date(2026, 11, 27))

    assert "case.overdue" in keys(opened(late))
    assert keys(about(CHIEF, KIND, "claim", 0)) == ["case.topic", "case.hit", "case.hit_example"]
