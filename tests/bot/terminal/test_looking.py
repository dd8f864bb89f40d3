"""Law cards and cases looked up in the terminal, while the walk stays where it is."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.terminal import play
from bot.terminal.playing import Manner
from dialogs.texts import Language
from tests.bot.terminal.test_playing import LIBRARY, clock

CASE = "first-payment-down"
SHIPPED = Path(__file__).parents[3] / "playbooks" / "library"
Views = Callable[..., list[str]]


@pytest.fixture
def views(tmp_path: Path) -> Views:
    """What stands on the screen after each key, the first view before any of them."""
    home = tmp_path / "library"
    shutil.copytree(LIBRARY, home)
    for folder, name in (("law", "call-recording"), ("law", "card-repayment-plan"), ("cases", CASE)):
        text = (SHIPPED / folder / f"{name}.yaml").read_text(encoding="utf-8")
        (home / folder).mkdir(exist_ok=True)
        known = text.replace("scenario: hardship", "scenario: tiny-call")
        (home / folder / f"{name}.yaml").write_text(known, encoding="utf-8")

    def viewed(*keys: str, language: Language = Language.ZH) -> list[str]:
        out = io.StringIO()
        manner = Manner(language=language, clock=clock)
        lines = io.StringIO("".join(f"{key}\n" for key in keys))
        assert play(home / "tiny-call", lines, out, manner) == 0
        return out.getvalue().split("› ")[:-1]

    return viewed


def test_card_is_opened_by_its_id_and_b_leads_back_to_the_walk(views: Views) -> None:
    begun, opened, back = views("/law call-recording", "b")

    assert "录音" in opened
    assert "青松" not in opened
    assert back.strip() == begun[begun.index("青松") :].strip()


def test_case_is_opened_by_its_id_and_says_that_it_is_invented(views: Views) -> None:
    _, opened = views("/case first-payment-down")

    assert "先问下个月能还多少" in opened
    assert "示例（虚构）" in opened


def test_word_finds_cards_and_a_number_opens_one(views: Views) -> None:
    _, found, opened = views("/law 录音", "1")

    assert "录音" in found
    assert opened != found


def test_start_asks_for_a_word_and_takes_the_next_line_as_one(views: Views) -> None:
    _, start, found = views("/case", "停息挂账")

    assert "要查什么" in start
    assert "先问下个月能还多少" in found


def test_lines_of_a_chinese_keyboard_count_too(views: Views) -> None:
    _, opened = views("／case\u3000first-payment-down")

    assert "先问下个月能还多少" in opened


def test_button_of_the_menu_opens_the_law(views: Views) -> None:
    *_, opened = views("m", "6")

    assert "要查什么" in opened
    assert "按钮要在聊天里用" not in opened


def test_close_button_leads_back_to_the_walk_and_nothing_was_noted(views: Views) -> None:
    begun, opened = views("/law call-recording")
    number = next(part for part in opened.split("[") if "✕" in part).partition("]")[0]

    *_, back = views("/law call-recording", number)

    assert back.strip() == begun[begun.index("青松") :].strip()


def test_number_that_no_button_has_is_told_and_leaves_the_card_open(views: Views) -> None:
    *_, told = views("/law call-recording", "99")

    assert "没有 99 号按钮" in told
    assert "录音" in told


def test_word_that_nothing_holds_is_told_with_what_may_have_been_meant(views: Views) -> None:
    *_, told = views("/law zzzz")

    assert "zzzz" in told


@pytest.mark.parametrize("language", list(Language))
def test_card_is_shown_in_both_languages_side_by_side(views: Views, language: Language) -> None:
    *_, both = views("/case first-payment-down", "v", language=language)

    assert "先问下个月能还多少" in both
    assert "What could you pay next month?" in both


def test_whatever_is_looked_up_the_walk_goes_on_from_where_it_stood(views: Views) -> None:
    plain = views("1")
    looked = views("/law call-recording", "b", "1")

    assert looked[-1] == plain[-1]
