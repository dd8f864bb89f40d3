"""Texts become sentences: in their language, with local times, and without ever breaking a call."""

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.words import Words, WordsMissingError
from dialogs.money import Money
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Filled, Language, Phrase, Several

ZH, EN = Language.ZH, Language.EN
NOW = datetime(2026, 11, 24, 6, 2, tzinfo=UTC)
"""14:02 in Shanghai."""
WORDS = Words(ZoneInfo("Asia/Shanghai"), strict=True)
LIVE = Words(ZoneInfo("Asia/Shanghai"))


def test_rail_reads_as_the_design_has_it() -> None:
    rail = Phrase(
        "card.rail", {"alias": "青松-12", "dots": "●○○", "stage": Bilingual("开场", "Open"), "since": NOW}
    )

    assert WORDS.say(rail, ZH, NOW) == "青松-12 · ●○○ 开场 · 14:02起"
    assert WORDS.say(rail, EN, NOW).startswith("青松-12 · ●○○ Open · ")
    assert WORDS.say(rail, EN, NOW).endswith("14:02")


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (-1, "11月23日 14:02", "23 Nov 14:02"),
        (0, "14:02", "14:02"),
        (1, "明天14:02", "tomorrow 14:02"),
        (2, "11月26日 14:02", "26 Nov 14:02"),
        (60, "2027年1月23日 14:02", "23 Jan 2027, 14:02"),
    ],
)
def test_time_names_its_day_unless_that_is_today(days: int, chinese: str, english: str) -> None:
    text = Phrase("button.open_call", {"alias": "a", "at": NOW + timedelta(days=days)})

    assert WORDS.say(text, ZH, NOW) == f"a · {chinese}"
    assert WORDS.say(text, EN, NOW) == f"a · {english}"


@pytest.mark.parametrize(("days", "chinese"), [(0, "今天14:02"), (1, "明天14:02"), (2, "11月26日 14:02")])
def test_promise_always_names_the_day_it_falls_due(days: int, chinese: str) -> None:
    due = NOW + timedelta(days=days)
    promised = Phrase("card.promised", {"promise": "回电", "owner": Phrase("owner.agent"), "due": due})

    assert WORDS.say(promised, ZH, NOW) == f"☐ {chinese}前 · 经办员工 · 回电"
    assert (
        WORDS.say(Filled(Bilingual("{due}前办好", "by {due}"), {"due": due}), ZH, NOW) == f"{chinese}前办好"
    )


def test_day_begins_at_midnight_of_the_firms_zone() -> None:
    late, after_midnight = NOW.replace(hour=15, minute=59), NOW.replace(hour=16, minute=1)
    text = Phrase("button.open_call", {"alias": "a", "at": late})

    assert WORDS.say(text, ZH, late) == "a · 23:59"
    assert WORDS.say(text, ZH, after_midnight) == "a · 11月24日 23:59"


def test_without_now_the_whole_date_is_said() -> None:
    assert WORDS.say(Phrase("button.open_call", {"alias": "a", "at": NOW}), ZH) == "a · 2026年11月24日 14:02"


def test_summary_says_whole_dates_since_it_is_read_elsewhere() -> None:
    promise = Phrase("summary.promise", {"promise": "回电", "owner": Phrase("owner.supervisor"), "due": NOW})

    assert WORDS.say(promise, ZH, NOW) == "回电，主管，2026年11月24日 14:02前"


@pytest.mark.parametrize(
    ("money", "chinese"), [(Money(12050), "¥120.50"), (Money(300, "JPY"), "JP¥300"), (Money(-5), "-¥0.05")]
)
def test_money_is_said_in_its_own_minor_units(money: Money, chinese: str) -> None:
    assert WORDS.say(Filled(Bilingual("{sum}", "{sum}"), {"sum": money}), ZH) == chinese


def test_money_and_days_are_said_as_their_language_writes_them() -> None:
    text = Filled(Bilingual("{sum} {day}", "{sum} {day}"), {"sum": Money(123450), "day": date(2026, 11, 28)})

    assert WORDS.say(text, ZH, NOW) == "¥1,234.50 11月28日"
    assert WORDS.say(text, EN, NOW) == "CNY 1,234.50 28 November"
    assert WORDS.say(text, EN) == "CNY 1,234.50 28 November 2026"
    assert WORDS.say(text, ZH, NOW.replace(year=2027)) == "¥1,234.50 2026年11月28日"


def test_texts_in_a_row_are_one_line_and_inside_a_sentence_a_list() -> None:
    row = Several((Bilingual("甲", "one"), Bilingual("乙", "two")))

    assert WORDS.say(row, ZH) == "甲 · 乙"
    assert WORDS.say(Phrase("card.owed", {"owed": row}), ZH) == "⚖ 该给的，足额给：甲、乙"
    assert WORDS.say(Phrase("card.owed", {"owed": row}), EN) == "⚖ Owed, paid in full: one, two"


def test_persons_words_are_shown_whole_and_never_read_as_a_template() -> None:
    words = Sealed("{alias} 100% {0.__class__} 说")
    captured = Phrase("card.captured", {"place": Phrase("place.fact"), "words": words})

    assert WORDS.say(words, ZH) == "{alias} 100% {0.__class__} 说"
    assert WORDS.say(captured, ZH) == "✔ 事实：{alias} 100% {0.__class__} 说"


BROKEN = [
    (Phrase("card.no_such_key"), "card.no_such_key"),
    (Phrase("card.agreed"), "✓ …"),
    (Filled(Bilingual("您要{wish}", "You want {wish}")), "您要…"),
    (Filled(Bilingual("{wish.__class__}{wish!r}{wish:%Y}", ""), {"wish": "x"}), "………"),
    (Filled(Bilingual("一半{", "")), "一半{"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_missing_words_raise_in_tests(text: Phrase | Filled, said: str) -> None:
    with pytest.raises(WordsMissingError):
        WORDS.say(text, ZH)


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_missing_words_never_break_a_call(text: Phrase | Filled, said: str) -> None:
    assert LIVE.say(text, ZH) == said


def test_only_the_key_of_missing_words_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        LIVE.say(Phrase("card.agreed", {"nome": Sealed("我很生气")}), ZH)

    assert [(each.getMessage(), vars(each)["key"]) for each in caplog.records] == [
        ("words_missing", "card.agreed")
    ]
    assert "生气" not in caplog.text
