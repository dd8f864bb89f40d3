"""A playbook as a picture and as an outline: every step and every way is there, in both languages."""

import re
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from dialogs.ids import PlaybookSlug
from dialogs.program import RETURN
from dialogs.texts import Language
from playbooks.book import Book
from playbooks.check import check, check_sources
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.diagram import diagram
from playbooks.outline import outline, pages
from playbooks.troubled import troubled_steps
from tests.playbooks.samples import SMALL_CALL, small_call
from tests.playbooks.test_excursions import SOURCES
from tests.scenarios.script import LIBRARIES

ARROW = re.compile(r'^  (\w+) (-->|-\.->)(?:\|"([^"]*)"\|)? (\w+)$', re.MULTILINE)
LONGEST_SOURCE = 50_000
"""Characters that Mermaid takes without being asked to."""


def book_of(replaced: dict[str, str] | None = None) -> tuple[Book, tuple[Diagnostic, ...]]:
    checked = check_sources(SMALL_CALL, small_call(replaced))
    assert checked.book is not None
    return checked.book, checked.diagnostics


def five_steps() -> Book:
    book = check(LIBRARY / "five-steps").book
    assert book is not None
    return book


@pytest.mark.parametrize("language", Language)
def test_picture_of_the_shipped_playbook_holds_every_step_and_every_way(language: Language) -> None:
    book = five_steps()

    drawn = diagram(book, language)

    arrows = {(start, end) for start, _, _, end in ARROW.findall(drawn)}
    wanted = {
        (f"s_{target.step.id}".replace("-", "_"), f"s_{target.to}".replace("-", "_"))
        for target in book.targets
        if target.step is not None and target.to != RETURN
    }
    assert wanted <= arrows
    assert all(f"    s_{step.id.replace('-', '_')}" in drawn for step in book.playbook.steps)
    assert len(drawn) < LONGEST_SOURCE
    assert len(re.findall(r"^  subgraph ", drawn, re.MULTILINE)) == len(
        re.findall(r"^  end$", drawn, re.MULTILINE)
    )


def test_picture_draws_detours_dotted_and_what_is_open_everywhere_apart() -> None:
    book, found = book_of()

    drawn = diagram(book, Language.EN, found)

    arrows = ARROW.findall(drawn)
    assert ("s_greet", "-.->", "Calm", "s_pause") in arrows
    assert ("s_pause", "-.->", "Better", "back_calm") in arrows
    assert ("i_calm_down", "-.->", "", "s_pause") in arrows
    assert 'begin(("▶")):::begin --> s_greet\n' in drawn
    assert ("s_wanted", "-->", "▦ demands 2", "s_debts") in arrows or any(
        start == "s_wanted" and end == "s_debts" for start, _, _, end in arrows
    )
    assert 'subgraph everywhere["⋯"]\n    i_calm_down{{"Calm first 🌡4"}}:::interrupt' in drawn
    assert 's_settled(["settled<br>Thank you."]):::finish' in drawn


def test_words_of_a_playbook_never_break_the_picture() -> None:
    book, _ = book_of(
        {"zh: 我在听。, en: I am here.": "zh: '“x” \"y\" #1; <b> `c` & %%{z}%%', en: I am here."}
    )

    drawn = diagram(book, Language.ZH)

    assert 's_pause["pause<br>' in drawn
    line = next(each for each in drawn.splitlines() if "s_pause[" in each)
    assert line.count('"') == 2
    assert not re.search(r"[`&%]|<(?!br>)", line)


def test_step_with_a_finding_is_marked_in_both() -> None:
    book, found = book_of({"kind: end, outcome: agreed, say": "kind: end, say"})
    assert found

    drawn, outlined = diagram(book, Language.ZH, found), outline(book, Language.ZH, found)

    codes = troubled_steps(book, found)["settled"]
    assert f"settled ⚠ {codes[0]}" in drawn
    assert ":::trouble" in next(line for line in drawn.splitlines() if "s_settled(" in line)
    assert f"⚠ {codes[0]}" in next(line for line in outlined.splitlines() if line.startswith("settled"))
    assert ":::trouble" not in diagram(book, Language.ZH)


def test_target_that_is_no_step_is_drawn_as_a_question() -> None:
    book, found = book_of({"to: settled": "to: gone"})

    assert 's_gone{{"? gone"}}:::trouble' in diagram(book, Language.EN, found)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            Language.ZH,
            "greet ▶\n  您好，您说的是{matter}？\n  · 同意 → offers\n  · 安抚 ⤳ pause [",
        ),
        (
            Language.EN,
            "greet ▶\n  Hello, is it about {matter}?\n  · Agrees → offers\n  · Calm ⤳ pause [",
        ),
    ],
)
def test_outline_shows_a_step_with_its_line_and_its_ways(language: Language, expected: str) -> None:
    book, found = book_of()

    assert expected in outline(book, language, found)


def test_outline_marks_the_step_that_offers_real_cases() -> None:
    book, found = book_of({"  - id: greet\n": "  - id: greet\n    cases: true\n"})

    assert "greet 🗂 ▶\n" in outline(book, Language.ZH, found)


def test_outline_tells_what_a_step_is() -> None:
    outlined = outline(book_of()[0], Language.ZH)

    assert outlined.startswith("小示例 · small-call\n\n【开场】\ngreet ▶\n")
    assert "where ❝❞\n  记一下出在哪里。\n  ▦ touchpoints (" in outlined
    assert "\npause\n  我在听。\n  · 好些了 ↩\n" in outlined
    assert "\nsettled ■ agreed\n" in outlined
    assert outlined.endswith("⋯\n  · 先安抚 ⤳ pause 🌡4\n")


def test_outline_of_the_shipped_playbook_fits_a_terminal_and_names_every_step() -> None:
    book = five_steps()

    outlined = outline(book, Language.ZH)

    lines = outlined.splitlines()
    assert [
        step.id for step in book.playbook.steps if not any(line.split(" ")[0] == step.id for line in lines)
    ] == []


def test_findings_of_another_file_mark_no_step(tmp_path: Path) -> None:
    book, _ = book_of()
    elsewhere = Diagnostic(str(tmp_path / "lists.yaml"), 20, 1, "PB999", Severity.ERROR, "wrong")

    assert troubled_steps(book, [elsewhere]) == {}


def test_other_playbook_is_one_box_with_its_exits() -> None:
    book = check_sources(PlaybookSlug("main"), SOURCES).book
    assert book is not None

    drawn, outlined = diagram(book, Language.EN), outline(book, Language.EN)

    arrows = ARROW.findall(drawn)
    assert '  s_calming[["calming"]]\n' in drawn
    assert ("s_greet", "-.->", "Upset / Furious", "s_calming") in arrows
    assert ("s_calming", "-->", "gives-up", "s_ask") in arrows
    assert ("s_calming_alone", "-->", "gives-up", "back_open") in arrows
    assert '    back_open(("↩")):::back\n' in drawn
    assert "  · Upset ⤳ calming, gives-up → ask\n" in outlined
    assert "  · Stops ↩ gives-up\n" in outline(book.library["calming"], Language.EN)


def test_variants_and_law_cards_stand_in_the_outline() -> None:
    say = "zh: 我在听。, en: I am here."
    text = "variants: [{id: a, zh: 我在听。, en: I am here.}, {id: b, zh: 您说。, en: Go on.}]"
    book, _ = book_of(
        {say: text, "id: pause\n    stage: calm\n": "id: pause\n    stage: calm\n    facts: [x]\n"}
    )

    assert "\npause\n  a: 我在听。\n  b: 您说。\n  § x\n" in outline(book, Language.ZH)


def test_question_and_list_to_tick_stand_in_picture_and_outline() -> None:
    book = check(LIBRARIES / "charge" / "looked-into").book
    assert book is not None

    drawn, written = diagram(book, Language.EN), outline(book, Language.ZH)

    assert '  s_how_much -->|"✎ amount / Not sure"| s_when' in drawn
    assert "  ✎ amount → when\n" in written
    assert "  ☐ 账单看过\n" in written


def test_pages_of_an_outline_are_cut_between_steps_and_make_it_again() -> None:
    text = outline(five_steps(), Language.EN)

    found = pages(text, 3500)

    assert 1 < len(found) < 8
    assert all(len(page) <= 3500 for page in found)
    assert "\n\n".join(found) == text.strip("\n")
    assert pages("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)
    assert pages("one\n\ntwo\n\nthree", 8) == ("one\n\ntwo", "three")
