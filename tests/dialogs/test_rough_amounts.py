"""Amounts as people say them who do not know exactly."""

import pytest

from dialogs.rough_amounts import read_rough_money


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("两千多", "两千多（约 2000.00 CNY）"),
        ("2000多块", "2000多块（约 2000.00 CNY）"),
        ("大概2232", "大概2232（约 2232.00 CNY）"),
        ("差不多一千二左右", "差不多一千二左右（约 1200.00 CNY）"),
        ("三百来块钱", "三百来块钱（约 300.00 CNY）"),
        ("1万多", "1万多（约 10000.00 CNY）"),
        ("about 300", "about 300 (about 300.00 CNY)"),
        ("around ¥1,200 or so", "around ¥1,200 or so (about 1200.00 CNY)"),
        ("2k", "2k (about 2000.00 CNY)"),
        ("$312", "$312"),
        ("about $1,312.50", "about $1,312.50"),
        ("两千多（约 2000.00 CNY）", "两千多（约 2000.00 CNY）"),
    ],
)
def test_amount_that_is_roughly_known_keeps_the_words_and_what_they_mean(said: str, kept: str) -> None:
    assert read_rough_money(said, "CNY") == kept


@pytest.mark.parametrize(
    "said", ["", "多", "每期186，一共2232", "记不清", "好几千", "about", "$", "12多34", "大概" * 20]
)
def test_what_names_no_clear_amount_is_none(said: str) -> None:
    assert read_rough_money(said, "CNY") is None


def test_amount_in_dollars_is_read_where_dollars_are_asked_for() -> None:
    assert read_rough_money("about $312", "USD") == "about $312 (about 312.00 USD)"
