"""What is said aloud of words that were written down."""

from dialogs.aloud import aloud
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Filled, Phrase

LINE = Bilingual("您说的是{fact}，对吗？", "You said {fact}, right?")
QUOTED = Bilingual("“{words}”", "“{words}”")
BLANK = Phrase("card.blank")


def test_line_says_words_without_their_numbers() -> None:
    line = Filled(LINE, {"fact": Sealed("卡号6222020200000007758 被盗刷了"), "due": 3})

    assert aloud(line) == Filled(LINE, {"fact": Sealed("被盗刷了"), "due": 3})


def test_line_leaves_a_blank_for_what_was_nothing_but_a_number() -> None:
    number = Sealed("13800007758")

    assert aloud(Filled(LINE, {"fact": number})) == Filled(LINE, {"fact": BLANK})
    assert aloud(Filled(LINE, {"fact": Filled(QUOTED, {"words": number})})) == Filled(LINE, {"fact": BLANK})


def test_line_without_words_stays_as_it_is() -> None:
    erased = Filled(LINE, {"fact": Filled(QUOTED, {"words": Sealed.erased()})})

    assert (aloud(LINE), aloud(erased)) == (LINE, erased)
