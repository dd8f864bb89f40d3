"""Reads an amount of money as people write it; what is not surely one comes to none.

``1200``, ``1,200.50``, ``¥1200``, ``12元5角``, ``1.2万``, ``一千二``, ``三百五十块``: nobody reads these in
two ways. Anything else is left for the person to write again.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from dialogs.money import Money, minor_units

_MOST: Final = 10_000_000_000
"""Minor units: more is a slip, and such a run of digits would be masked as an identifier anyway."""
_SIGNS: Final = {"CNY": ("¥", "人民币", "rmb"), "USD": ("$", "us$", "美元"), "HKD": ("hk$", "港币", "港元")}
_UNITS: Final = {"CNY": ("元", "块", "圆", "yuan", "rmb"), "USD": ("美元",), "HKD": ("港币", "港元")}
_PLAIN: Final = re.compile(r"(\d{1,10}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?")
_TWO_NUMBERS: Final = re.compile(r"\d\s+\d")
_GREAT: Final = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(万|千|百)")
_SMALL: Final = re.compile(
    r"(?:(?P<jiao>[\d一二两三四五六七八九])(?:角|毛|(?=$)))?(?:(?P<fen>[\d一二两三四五六七八九])分)?"
)
_GREATNESS: Final = {"万": 10_000, "千": 1_000, "百": 100}
_DIGITS: Final = {
    each: value
    for value, row in enumerate(
        ("〇零", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for each in row
}
_DIGIT: Final = f"[{''.join(each for each, value in _DIGITS.items() if value)}]"
_FOUR: Final = re.compile(
    rf"(?:(?P<千>{_DIGIT})[千仟])?(?P<零千>[零〇])?(?:(?P<百>{_DIGIT})[百佰])?(?P<零百>[零〇])?"
    rf"(?:(?P<十>{_DIGIT})?(?P<拾>[十拾]))?(?P<一>{_DIGIT})?"
)


def read_money(text: str, currency: str) -> Money | None:
    """Return the amount that ``text`` surely is in ``currency`` (ISO 4217); none for anything else."""
    lower = unicodedata.normalize("NFKC", text).lower()
    if _TWO_NUMBERS.search(lower):
        return None
    minor = _minor(_without_ends("".join(lower.split()), currency), currency)
    return None if minor is None or minor >= _MOST else Money(minor, currency)


def written_out(money: Money) -> str:
    """Return an amount as :func:`read_money` reads it in any language: ``1200.50 CNY``."""
    if minor_units(money.currency) == 1:
        return f"{money.minor} {money.currency}"
    return f"{money.minor // 100}.{money.minor % 100:02} {money.currency}"


def chinese_number(text: str) -> int | None:
    """Return the number that Chinese numerals below a hundred million surely spell; none for anything else.

    A last digit without a unit is of the unit below, as people say it: 一千二 is 1200, 一千零二 is 1002.
    """
    high, wan, low = text.replace("萬", "万").partition("万")
    if not wan:
        return _below_ten_thousand(text)
    above, rest = _below_ten_thousand(high), _below_ten_thousand(low.lstrip("零〇")) if low else 0
    if above is None or rest is None or not above:
        return None
    if len(low) == 1:  # 一万二
        return above * 10_000 + rest * 1_000
    skipped = rest < 1_000  # noqa: PLR2004 - no thousands, which a 零 has to say
    return above * 10_000 + rest if not low or skipped == low.startswith(("零", "〇")) else None


def _below_ten_thousand(text: str) -> int | None:
    found = _FOUR.fullmatch(text) if text else None
    if found is None:
        return _DIGITS.get(text) if text in {"零", "〇"} else None
    thousands, hundreds, ones = (_DIGITS.get(found[name] or "", 0) for name in ("千", "百", "一"))
    tens = (_DIGITS[found["十"]] if found["十"] else 1) if found["拾"] else 0
    total = thousands * 1_000 + hundreds * 100 + tens * 10
    said_zero = bool(found["零千"] or found["零百"])
    if ones and not tens and not said_zero and (thousands or hundreds):
        return total + ones * (10 if hundreds else 100)
    skips = (bool(thousands) and not hundreds and bool(tens or ones)) or (
        bool(thousands or hundreds) and not tens and bool(ones)
    )
    return total + ones if skips == said_zero else None


def _without_ends(plain: str, currency: str) -> str:
    """Take away what only says that it is money of this currency."""
    for sign in (*_SIGNS.get(currency, ()), currency.lower()):
        plain = plain.removeprefix(sign)
    for unit in ("整", "正", "钱", currency.lower()):
        plain = plain.removesuffix(unit)
    return plain


def _minor(plain: str, currency: str) -> int | None:
    """Return minor units; ``plain`` may still end with its unit, with tenths and hundredths behind it."""
    hundredths = minor_units(currency)
    for unit in _UNITS.get(currency, ()):
        whole, found, small = plain.partition(unit)
        if found:
            parts = _SMALL.fullmatch(small)
            number = _number(whole)
            if parts is None or number is None or (small and number != number.to_integral_value()):
                return None
            tenths = _digit(parts["jiao"]) * 10 + _digit(parts["fen"])
            return _whole(number * hundredths + tenths)
    number = _number(plain)
    return None if number is None else _whole(number * hundredths)


def _digit(text: str | None) -> int:
    return 0 if text is None else int(text) if text.isdecimal() else _DIGITS[text]


def _number(text: str) -> Decimal | None:
    if (plain := _PLAIN.fullmatch(text)) is not None:
        return Decimal(f"{plain[1].replace(',', '')}.{plain[2] or 0}")
    if (great := _GREAT.fullmatch(text)) is not None:
        return Decimal(great[1]) * _GREATNESS[great[2]]
    spelt = chinese_number(text)
    return None if spelt is None else Decimal(spelt)


def _whole(minor: Decimal) -> int | None:
    return int(minor) if minor == minor.to_integral_value() else None
