"""Amounts as people write them: what is surely one is read, nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.amounts import chinese_number, read_money, written_out
from dialogs.money import Money

READ = {
    "1200": 1200_00,
    "1,200.50": 1200_50,
    "1,234,567": 1234567_00,
    "0": 0,
    "１２００": 1200_00,
    " 1200 元 ": 1200_00,
    "¥1200": 1200_00,
    "￥1,200.5元": 1200_50,
    "人民币1200元整": 1200_00,
    "RMB 1200": 1200_00,
    "CNY 1,200.50": 1200_50,
    "1200 yuan": 1200_00,
    "12元5角": 12_50,
    "12块5": 12_50,
    "12块5毛3分": 12_53,
    "1.2万": 12000_00,
    "3千": 3000_00,
    "一千二": 1200_00,
    "一千二百块钱": 1200_00,
    "一千零二": 1002_00,
    "一千零二十": 1020_00,
    "三百五": 350_00,
    "一百零五": 105_00,
    "两千三百四十五": 2345_00,
    "十二": 12_00,
    "二十五块": 25_00,
    "一万二": 12000_00,
    "一万二千": 12000_00,
    "一万零五百": 10500_00,
    "一百二十元五角": 120_50,
}
LEFT = [
    "",
    "元",
    "大概1200",
    "1200左右",
    "1200-1300",
    "1200 3400",
    "12 00",
    "-5",
    "1,2,3",
    "12,00",
    "1.234",
    "1200.555",
    "1e5",
    "½",
    "500美元",
    "USD 500",
    "12.5元5",
    "一千二十",
    "一万五百",
    "百五",
    "一亿",
    "12345678901",
    "多扣了1200",
    "两三百",
]


@pytest.mark.parametrize(("text", "minor"), READ.items(), ids=READ)
def test_amount_that_is_surely_one_is_read(text: str, minor: int) -> None:
    assert read_money(text, "CNY") == Money(minor, "CNY")


@pytest.mark.parametrize("text", LEFT)
def test_what_could_mean_something_else_is_left(text: str) -> None:
    assert read_money(text, "CNY") is None


def test_each_currency_has_its_own_signs_and_minor_units() -> None:
    assert read_money("$12.50", "USD") == Money(12_50, "USD")
    assert read_money("HKD 1,000", "HKD") == Money(1000_00, "HKD")
    assert read_money("500", "JPY") == Money(500, "JPY")
    assert read_money("500.5", "JPY") is None
    assert read_money("¥500", "USD") is None


def said_in_chinese(number: int) -> str:
    """Spell 1 to 9999 in full, as a bank does."""
    said, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if skipped and said else "") + "零一二三四五六七八九"[digit] + name
            skipped = False
        else:
            skipped = True
    return said


@given(st.integers(1, 9999))
def test_number_that_is_spelt_in_full_is_read_as_it_was_meant(number: int) -> None:
    assert chinese_number(said_in_chinese(number)) == number


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_number_above_ten_thousand_is_read_too(high: int, low: int) -> None:
    zero = "零" if 0 < low < 1000 else ""
    spelt = f"{said_in_chinese(high)}万{zero}{said_in_chinese(low) if low else ''}"

    assert chinese_number(spelt) == high * 10_000 + low


@given(st.text(max_size=30))
def test_whatever_is_written_never_raises_and_never_comes_to_a_debt(text: str) -> None:
    read = read_money(text, "CNY")

    assert read is None or read.minor >= 0


@given(st.integers(0, 9_999_999_999))
def test_amount_written_with_two_decimals_comes_back(minor: int) -> None:
    assert read_money(f"{minor // 100:,}.{minor % 100:02}", "CNY") == Money(minor)


@given(st.integers(0, 9_999_999_999), st.sampled_from(["CNY", "USD", "JPY"]))
def test_amount_written_out_comes_back(minor: int, currency: str) -> None:
    assert read_money(written_out(Money(minor, currency)), currency) == Money(minor, currency)
