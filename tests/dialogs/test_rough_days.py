"""When something was, as people say it who do not know the day; what could be any day is still left."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.rough_days import read_rough_day

TODAY = date(2026, 11, 28)
CHINESE = {
    "9月15号左右": "2026-09-15",
    "大概是9月15号吧": "2026-09-15",
    "昨天下午": "2026-11-27",
    "19年3月份": "2019-03",
    "去年5月": "2025-05",
    "去年的五月份": "2025-05",
    "2025年五月": "2025-05",
    "5月中旬": "2026-05",
    "十二月": "2025-12",
    "上个月": "2026-10",
    "上个月底": "2026-10",
    "去年年底": "2025",
    "前年": "2024",
    "2019年": "2019",
    "上周": "2026-11-16/2026-11-22",
    "上周三": "2026-11-18",
    "上星期天": "2026-11-22",
    "3天前": "2026-11-25",
    "两个月前": "2026-09",
    "半年前": "2026-05",
    "三年前": "2023",
    "一年半前": None,
    "前几天": None,
    "左右": None,
    "28号左右": None,
    "二月三十日左右": None,
    "2026年13月": None,
    "十三月": None,
    "半天前": None,
    "6222021234567890123左右": None,
}
ENGLISH = {
    "around 15 September": "2026-09-15",
    "15 Sept or so": "2026-09-15",
    "in May": "2026-05",
    "last May": "2026-05",
    "May last year": "2025-05",
    "March 2019": "2019-03",
    "mid September 2025": "2025-09",
    "early March": "2026-03",
    "last month": "2026-10",
    "last year": "2025",
    "last week": "2026-11-16/2026-11-22",
    "two months ago": "2026-09",
    "a year ago": "2025",
    "last Wednesday": None,
    "a few days ago": None,
    "around 11/28": None,
    "mar 4123456789": None,
    "": None,
}


@pytest.mark.parametrize(("said", "meant"), CHINESE.items(), ids=CHINESE)
def test_what_a_chinese_customer_roughly_knows_is_kept_with_what_it_means(
    said: str, meant: str | None
) -> None:
    assert read_rough_day(said, TODAY) == (None if meant is None else f"{said}（{meant}）")


@pytest.mark.parametrize(("said", "meant"), ENGLISH.items(), ids=ENGLISH)
def test_what_is_roughly_known_is_kept_in_english_too(said: str, meant: str | None) -> None:
    assert read_rough_day(said, TODAY) == (None if meant is None else f"{said} ({meant})")


@pytest.mark.parametrize("said", ["上个月", "May last year"])
def test_what_was_read_comes_to_the_same_when_it_is_sent_again(said: str) -> None:
    kept = read_rough_day(said, TODAY)

    assert kept is not None
    assert read_rough_day(kept, TODAY) == kept


@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(
            r"(大概|around )?([0-9]{1,9}年|last )?[0-9一二十]{1,9}(个?月|月份)(前|底|左右)?", fullmatch=True
        ),
        st.from_regex(r"[0-9]{1,30} (day|week|month|year)s ago", fullmatch=True),
    ),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)
def test_whatever_is_written_never_raises_and_keeps_the_words(text: str, today: date) -> None:
    kept = read_rough_day(text, today)

    assert kept is None or kept.startswith(text.strip()[:1])
