"""Days as people write them: what is surely one is read, nothing is guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.days import read_day

TODAY = date(2026, 11, 28)
READ = {
    "2026-11-28": date(2026, 11, 28),
    "2026/1/5": date(2026, 1, 5),
    "2026.11.28": date(2026, 11, 28),
    "2026年11月28日": date(2026, 11, 28),
    "11月28日": date(2026, 11, 28),
    "11月28": date(2026, 11, 28),
    "十一月二十八号": date(2026, 11, 28),
    "１１月２８日": date(2026, 11, 28),
    "今天": TODAY,
    "昨天": date(2026, 11, 27),
    "前天": date(2026, 11, 26),
    "大前天": date(2026, 11, 25),
    "明天": date(2026, 11, 29),
    "today": TODAY,
    "Yesterday": date(2026, 11, 27),
    "28 November": date(2026, 11, 28),
    "28 Nov 2025": date(2025, 11, 28),
    "Nov. 28th, 2026": date(2026, 11, 28),
    "the 28th of November": date(2026, 11, 28),
    "5月5日": date(2026, 5, 5),
    "12月31日": date(2026, 12, 31),
    "1月3日": date(2027, 1, 3),
    "2月29日": date(2024, 2, 29),
    "去年5月3号": date(2025, 5, 3),
    "前年12月31日": date(2024, 12, 31),
    "19年3月5日": date(2019, 3, 5),
    "98年3月5日": date(1998, 3, 5),
    "上个月5号": date(2026, 10, 5),
    "本月1日": date(2026, 11, 1),
}
LEFT = [
    "",
    "11/28",
    "11-28",
    "28日",
    "20261128",
    "2026-13-01",
    "2026-02-30",
    "2026-11/28",
    "二月三十日",
    "上周三",
    "last week",
    "ju 5",
    "june 5 26",
    "99 November",
    "昨天下午",
    "去年5月",
    "上个月",
    "上个月32号",
    "0001-01-01",
    "mar 4123456789",
    "4123456789 mar",
    "mar " + "9" * 5000,
    "mar 5 " + "9" * 5000,
    "6222021234567890123",
]


@pytest.mark.parametrize(("text", "day"), READ.items(), ids=READ)
def test_day_that_is_surely_one_is_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", LEFT)
def test_what_could_mean_another_day_is_left(text: str) -> None:
    assert read_day(text, TODAY) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-290, 60))
def test_day_without_its_year_is_one_of_the_past_unless_it_comes_soon(today: date, days: int) -> None:
    day = today + timedelta(days=days)

    assert (day.month, day.day) == (2, 29) or read_day(f"{day.month}月{day.day}日", today) == day


@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"(mar|december|[0-9]{1,30})[ .,]{0,2}[0-9]{1,30}( [0-9]{1,6})?", fullmatch=True),
        st.from_regex(r"([0-9]{1,9}年)?[0-9一二十]{1,9}月[0-9一二十]{1,9}[日号]?", fullmatch=True),
    ),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)
def test_whatever_is_written_never_raises(text: str, today: date) -> None:
    assert read_day(text, today) is None or text
