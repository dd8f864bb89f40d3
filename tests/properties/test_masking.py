"""Whatever is typed, no more than the last four of a number gets through."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from dialogs.masking import mask

_FORMS = {"plain": 0x30, "full width": 0xFF10}
_SEPARATORS = st.sampled_from(["", "", "", " ", "-", "－", " - ", "\u3000", "\u2014", "  ", "\u200b", "·"])
_STARTS_LIKE_A_DATE = re.compile(r"(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}\s")
_LAST = 4


@st.composite
def numbers(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=11, max_size=19))
    written = "".join(
        chr(_FORMS[draw(st.sampled_from(sorted(_FORMS)))] + digit) + draw(_SEPARATORS)
        for digit in digits[:-1]
    )
    return written + str(digits[-1]) + draw(st.sampled_from(["", "X", "ｘ", " X"]))


def kept_digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


@given(numbers())
def test_no_more_than_the_last_four_digits_of_a_number_stay(number: str) -> None:
    # A date that a space follows stays by rule; whatever follows it is looked at by itself.
    assume(not _STARTS_LIKE_A_DATE.match(number))

    assert kept_digits(mask(f"客户说 {number}。").text) <= _LAST


def test_mask_that_trusts_a_checksum_would_be_caught() -> None:
    one_digit_wrong = "4111 1111 1111 1112"

    assert kept_digits(one_digit_wrong) > _LAST
    assert kept_digits(mask(one_digit_wrong).text) == _LAST


@given(st.text(alphabet="0123456789０９xX -－.年月日元，一七〇a*\u200b", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once
