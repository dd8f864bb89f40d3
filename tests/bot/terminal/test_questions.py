"""Questions and lists to tick, walked in a terminal: typed, tapped, refused, corrected."""

import re
from pathlib import Path

from tests.bot.terminal.test_playing import played

CHARGE = Path(__file__).parents[2] / "scenarios" / "libraries" / "charge" / "looked-into"


def cards(*keys: str) -> list[str]:
    """What was shown after each key, the first card first."""
    _, shown = played(*keys, path=CHARGE)
    return shown.split("› ")[:-1]


def test_answers_are_tapped_and_typed_to_the_end() -> None:
    shown = cards("1", "一千二", "昨天", "2", "8", "没人告诉我", "1", "4", "1")

    assert "✎ 多扣的金额" in shown[1]
    assert "¥1,200.00是哪天扣的" in shown[2]
    assert "11月23日之前告诉过您吗" in shown[3]
    assert "[1] 0   [2] 1   [3] 2   [4] 3   [5] 4   [6] 5" in shown[4]
    assert "[1] ☑ 账单看过" in shown[7]
    assert "11月23日扣了¥1,200.00，是年费，事先告知：否，7分。您说：没人告诉我" in shown[8]
    assert "已核：账单看过" in shown[9]


def test_amount_that_cannot_be_read_stays_at_the_question() -> None:
    shown = cards("1", "好几千")

    assert "! 没看懂多扣的金额" in shown[2]
    assert "✎ 多扣的金额" in shown[2]


def test_answer_in_writing_is_corrected_among_the_answers() -> None:
    menu = cards("1", "1200", "m")[3]
    found = re.search(r"\[(\d+)\] 我的回答", menu)
    assert found is not None

    shown = cards("1", "1200", "m", found[1], "1", "1300")

    assert "问清：多扣的金额 ¥1,200.00" in shown[4]
    assert "✎ 多扣的金额（更正）" in shown[5]
    assert "¥1,300.00是哪天扣的" in shown[6]
