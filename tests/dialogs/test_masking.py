"""What is masked in what people type, and what stays. Every number here is invented."""

import pytest

from dialogs.masking import Identifier, Masked, is_bare, mask, unhidden

CITIZEN = "11010519491231002X"
WRONG_CITIZEN = "110105194912310025"
CARD = "6222020200112230000"
PHONE = "13800138000"


@pytest.mark.parametrize(
    ("said", "kept", "kind"),
    [
        (CITIZEN, "****002X", Identifier.CITIZEN_ID),
        (WRONG_CITIZEN, "****0025", Identifier.NUMBER),
        ("11010519491231002x", "****002X", Identifier.CITIZEN_ID),
        ("11010519491231002Ｘ", "****002X", Identifier.CITIZEN_ID),
        ("110105 19491231 002X", "****002X", Identifier.CITIZEN_ID),
        ("110105-1949-12-31-002X", "****002X", Identifier.CITIZEN_ID),
        ("110105 1949-12-31 002X", "****002X", Identifier.CITIZEN_ID),
        ("110105  1949-12-31  002X", "****002X", Identifier.CITIZEN_ID),
        ("110105－1949－12－31－002X", "****002X", Identifier.CITIZEN_ID),
        ("１１０１０５１９４９１２３１００２Ｘ", "****002X", Identifier.CITIZEN_ID),
        ("4111 1111 1111 1111", "****1111", Identifier.BANK_CARD),
        ("4111 1111 1111 1112", "****1112", Identifier.NUMBER),
        ("4111-1111-1111-1111", "****1111", Identifier.BANK_CARD),
        ("4111\u200b1111\u200b1111\u200b1111", "****1111", Identifier.BANK_CARD),
        (PHONE, "****8000", Identifier.PHONE),
        ("138 0013 8000", "****8000", Identifier.PHONE),
        ("138 - 0013 - 8000", "****8000", Identifier.PHONE),
        ("138-0013-8000", "****8000", Identifier.PHONE),
        ("138　0013　8000", "****8000", Identifier.PHONE),
        ("+86 138 0013 8000", "+****8000", Identifier.NUMBER),
        ("2030-01-02-4567890", "****7890", Identifier.NUMBER),
        ("一三八零零一三八零零零", "****八零零零", Identifier.NUMBER),
        ("幺三八 零零幺三", "****零零幺三", Identifier.NUMBER),
        ("一二三四五六七", "****四五六七", Identifier.NUMBER),
    ],
)
def test_identifier_is_masked_to_its_last_four(said: str, kept: str, kind: Identifier) -> None:
    assert mask(f"号码{said}，请记下") == Masked(f"号码{kept}，请记下", (kind,))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "扣了3,500.00元",
        "保额1,234,567,890.00元",
        "1234567890",
        "一二三四五六",
        "三百五十万元",
        "二〇三〇年一月二日",
        "2030-01-02",
        "2030年1月2日500000元",
        "2030-01-02 14:30:00",
        "2030-01-02 2030-02-03",
        "2030-01-02 2030-02-03 2030-03-04",
        "2030/01/02 2030/02/03",
        "2030-01-02 50000元",
        "2030.1.2 3500.00",
        "20300102，14:30",
        "第3次，第12条",
    ],
)
def test_amount_date_and_time_stay(said: str) -> None:
    assert mask(said) == Masked(said)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"2030-01-02 {PHONE}", "2030-01-02 ****8000"),
        (f"2030年1月2日{PHONE}", "2030年1月2日****8000"),
        (f"2030/01/02 {PHONE}", "2030/01/02 ****8000"),
        (f"{PHONE}，2030-01-02", "****8000，2030-01-02"),
    ],
)
def test_date_stays_beside_a_number_that_does_not(said: str, kept: str) -> None:
    assert mask(said).text == kept


def test_every_identifier_is_named_in_its_order() -> None:
    masked = mask(f"身份证{CITIZEN}，电话{PHONE}，卡4111111111111111，单号{CARD}")

    assert masked == Masked(
        "身份证****002X，电话****8000，卡****1111，单号****0000",
        (Identifier.CITIZEN_ID, Identifier.PHONE, Identifier.BANK_CARD, Identifier.NUMBER),
    )


def test_word_after_a_number_keeps_its_first_letter() -> None:
    assert mask(f"{PHONE}xyz") == Masked("****8000xyz", (Identifier.PHONE,))


@pytest.mark.parametrize(
    ("masked", "said"),
    [
        ("****7758", ""),
        ("身份证 ****7758 卡号****0000。", ""),
        ("我的手机是****零零零零", ""),
        ("ID ****002X", ""),
        ("卡号****7758 被盗刷了200元", "被盗刷了200元"),
        ("一共扣了2232；身份证 ****7758 卡号****0000，还没退", "一共扣了2232；还没退"),
        ("my card number is ****7758, charged twice", "charged twice"),
        ("打了 ****7758 and ****0000, 没人接", "打了 and, 没人接"),
        ("密码是****，没有号码", "密码是****，没有号码"),
    ],
)
def test_nobody_says_what_is_left_of_an_identifier(masked: str, said: str) -> None:
    assert unhidden(masked).strip("。") == said
    assert is_bare(masked) is (said == "")
