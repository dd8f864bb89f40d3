"""Lengths as the eye and the tongue count them."""

import pytest

from playbooks.measure import columns, is_surely_short, spoken_length


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("同意", 4),
        ("Agrees", 6),
        ("VIP客户", 7),
        ("，", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("选{offer_1}", 10),
        ("", 0),
    ],
)
def test_label_is_measured_in_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("您好，请讲。", 4),
        ("I don't know.", 3),
        ("a follow-up call", 3),
        ("您的 VIP 卡", 4),
        ("12.5% off", 2),
        ("{matter}的事", 3),
        ("“……”", 0),
        ("", 0),
    ],
)
def test_spoken_text_is_measured_in_characters_and_words(text: str, length: int) -> None:
    assert spoken_length(text) == length


@pytest.mark.parametrize("text", ["和" * 9, "a b c d e", "a " * 12, "A,b;c", "和a和b和c和d和e"])
def test_short_at_a_glance_is_never_long_when_counted(text: str) -> None:
    assert all(spoken_length(text) <= most for most in range(1, 40) if is_surely_short(text, most))
